/** The buttons that harm a session: collects them, and holds the state and the helpers that they share. */
import type { Tone } from "../history-words.ts";
import type { Stage } from "../stage.ts";
import type { Wire } from "../wire.ts";
import type { Host } from "../workbench.ts";
import { goOffline, loseAnswer, takeServerDown, throttle } from "./network-buttons.ts";
import { corrupt, expire, sendCrowd } from "./token-buttons.ts";
import { deactivate, logOutElsewhere, reset } from "./user-buttons.ts";

/** The parts of the page that the buttons use. */
export interface Around extends Host {
  readonly wire: Wire;
  /** Writes into the timeline. */
  note(text: string, tone: Tone): void;
  /** Writes into the timeline that a button failed. */
  record(what: string, error: unknown): void;
}

/** All buttons, and how to undo them. */
export interface Trouble {
  readonly buttons: readonly Button[];
  /** Switches off everything that is switched on, before another server is opened. */
  calm(): Promise<void>;
}

/** One button. */
export interface Button {
  readonly label: string;
  /** Describes the effect in a sentence. */
  readonly help: (stage: Stage) => string;
  /** The reason why the button makes no sense now, or `null`. Default: it always makes sense. */
  readonly blocked?: (stage: Stage) => string | null;
  readonly run: () => Promise<void>;
  /** For switches: whether it is on. */
  readonly isOn?: () => boolean;
}

/** The input of every button: the page, and the state and helpers that the buttons share. */
export interface Lab extends Around {
  /** Whether the server is switched off. */
  isServerDown: boolean;
  /** The name of the deactivated user, or `null`. */
  deactivated: string | null;
  /** Makes the session notice a change on its server soon: with a renewal, or with a request if there is none. */
  poke(): Promise<void>;
  /** Makes the session read its storage again, as it does when somebody comes back to the page. */
  reread(): void;
  /** Reads the posts. The timeline shows how that ends. */
  readPosts(): Promise<void>;
  /** The name of the user, or `""`. */
  username(): string;
}

/** For `blocked`: buttons that need a login. */
export function needsLogin({ session }: Stage): string | null {
  if (session.getSnapshot().status === "authenticated") return null;
  return "Log in first.";
}

/** Makes all buttons, in the order of the panel. */
export function createTrouble(around: Around): Trouble {
  const lab = createLab(around);
  return {
    buttons: [
      expire(lab),
      corrupt(lab),
      sendCrowd(lab),
      goOffline(lab),
      takeServerDown(lab),
      throttle(lab),
      loseAnswer(lab),
      logOutElsewhere(lab),
      deactivate(lab),
      reset(lab),
    ],
    async calm() {
      const { server } = lab.stage();
      const undone: Promise<void>[] = [];
      if (lab.isServerDown) undone.push(server.setBroken(false));
      if (lab.deactivated) undone.push(server.setActive(lab.deactivated, true));
      lab.wire.cut = false;
      lab.isServerDown = false;
      lab.deactivated = null;
      await Promise.allSettled(undone);
    },
  };
}

function createLab(around: Around): Lab {
  const { stage, posts } = around;
  const readPosts = async (): Promise<void> => {
    await posts()
      .list()
      .catch(() => {});
  };
  return {
    ...around,
    isServerDown: false,
    deactivated: null,
    readPosts,
    reread: () => window.dispatchEvent(new PageTransitionEvent("pageshow")),
    async poke() {
      const { backend, session } = stage();
      if (session.getSnapshot().status !== "authenticated") return;
      if (!backend.refresh) return readPosts();
      await session.refresh().catch(() => {}); // the timeline shows how it ends
    },
    username: () => stage().session.getSnapshot().user?.username ?? "",
  };
}
