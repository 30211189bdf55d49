/** What hurts a session, one button each: what it does, when it makes sense, and how it is done to either server. */
import type { Tone } from "./happenings.ts";
import type { Stage } from "./stage.ts";
import { ageToken, corruptToken } from "./stored-record.ts";
import type { Wire } from "./wire.ts";
import type { Host } from "./workbench.ts";

/** What the buttons need of the page. */
export interface Around extends Host {
  readonly wire: Wire;
  /** Writes into the timeline. */
  note(text: string, tone: Tone): void;
}

/** The troubles on offer. */
export interface Trouble {
  readonly buttons: readonly Button[];
  /** Takes back what is switched on, before another server is opened. */
  calm(): Promise<void>;
}

/** One trouble. */
export interface Button {
  readonly label: string;
  /** What it does, in a sentence. */
  readonly help: (stage: Stage) => string;
  /** Why it makes no sense now; `null`: it does. */
  readonly blocked?: (stage: Stage) => string | null;
  readonly run: () => Promise<void>;
  /** For switches: whether it is on. */
  readonly isOn?: () => boolean;
}

/** How many requests make a crowd. */
const CROWD = 50;
/** `Retry-After` of the throttle, in seconds. */
const PAUSE = 10;

const loggedOut = ({ session }: Stage): string | null =>
  session.getSnapshot().status === "authenticated" ? null : "Log in first.";
const neverExpires = ({ backend }: Stage): string | null =>
  backend.lifecycle === "fixed" || !backend.refresh ? "These tokens never expire." : null;
const neverRenewed = ({ backend }: Stage): string | null =>
  backend.refresh ? null : "These tokens are never renewed.";

/** All troubles, in the order of the panel. */
export function createTrouble(around: Around): Trouble {
  const { wire, stage, posts, note, reload } = around;
  let broken = false;
  let deactivated: string | null = null;

  /** Has the session notice soon what was done to its server: a renewal, or a request where there is none. */
  const poke = async (): Promise<void> => {
    const { backend, session } = stage();
    if (session.getSnapshot().status !== "authenticated") return;
    const asked: Promise<unknown> = backend.refresh ? session.refresh() : posts().list();
    await asked.catch(() => {}); // the timeline tells
  };
  const user = (): string => {
    const snapshot = stage().session.getSnapshot();
    return snapshot.user?.username ?? "";
  };

  const buttons: Button[] = [
    {
      label: "Expire it now",
      help: ({ server }) =>
        server.expireTokens
          ? "The server counts every token given out so far as expired. The session finds out with the next request."
          : "Nobody can take a JWT back, so the stored record is made to say that it has expired, and the session is made anew from it.",
      blocked: (at) => neverExpires(at) ?? loggedOut(at),
      run: async () => {
        const { server, backend } = stage();
        if (server.expireTokens) {
          await server.expireTokens();
          return note("The server lets all tokens expire. This page does not know yet.", "warn");
        }
        ageToken(backend);
        note("Wrote into the stored record that the token has expired, and read it again.", "warn");
        reload();
      },
    },
    {
      label: "Corrupt the token",
      help: () =>
        "Breaks the signature of the access token in localStorage, then makes the session anew from it.",
      blocked: loggedOut,
      run: async () => {
        corruptToken(stage().backend);
        note("Broke the stored access token and read the storage again.", "warn");
        reload();
      },
    },
    {
      label: `Send ${CROWD} requests at once`,
      help: () => "Reads the posts fifty times in parallel, with whatever token there is.",
      blocked: loggedOut,
      run: async () => {
        const api = posts();
        let renewals = 0;
        const stop = stage().session.on("refreshed", () => {
          renewals += 1;
        });
        const start = performance.now();
        const answers = await Promise.allSettled(Array.from({ length: CROWD }, () => api.list()));
        stop();
        const good = answers.filter(({ status }) => status === "fulfilled").length;
        const took = Math.round(performance.now() - start);
        note(
          `${CROWD} requests at once: ${good} succeeded, ${CROWD - good} failed, ${renewals} ${renewals === 1 ? "renewal" : "renewals"}, ${took} ms.`,
          good === CROWD ? "good" : "warn",
        );
      },
    },
    {
      label: "Go offline",
      help: () => "Every request of this page fails as if there were no network. Other tabs go on.",
      isOn: () => wire.cut,
      run: async () => {
        wire.cut = !wire.cut;
        note(
          wire.cut ? "The network is gone." : "The network is back.",
          wire.cut ? "warn" : "good",
        );
        if (wire.cut) return poke();
        window.dispatchEvent(new Event("online")); // as browsers do
      },
    },
    {
      label: "Server down",
      help: () => "The server answers everything with 503 and a page of HTML, until switched off.",
      isOn: () => broken,
      run: async () => {
        await stage().server.setBroken(!broken);
        broken = !broken;
        note(
          broken ? "The server is down: 503." : "The server is up again.",
          broken ? "warn" : "good",
        );
        if (broken) await poke();
      },
    },
    {
      label: "Throttle",
      help: () =>
        `The next two requests are answered with 429 and “Retry-After: ${PAUSE}”: a renewal, if there is one, and reading the posts.`,
      blocked: loggedOut,
      run: async () => {
        await stage().server.throttle(2, PAUSE);
        note(`The server throttles the next two requests: come back in ${PAUSE} s.`, "warn");
        await poke();
        await posts()
          .list()
          .catch(() => {});
      },
    },
    {
      label: "Lose the answer of a renewal",
      help: () =>
        "Renews now; the server does its part, but its answer never arrives. With rotation the new refresh token is lost.",
      blocked: (at) => neverRenewed(at) ?? loggedOut(at),
      run: async () => {
        const { backend, server } = stage();
        await server.loseAnswer(backend.refresh?.path ?? "");
        note("The answer of the next renewal will be lost on the way.", "warn");
        await poke();
      },
    },
    {
      label: "Log out elsewhere",
      help: () =>
        "Another device ends all sessions of this user on the server. An access token that needs no look-up works until it expires.",
      blocked: (at) =>
        at.backend.name === "drfJwt" && at.choice.where === "django"
          ? "This server keeps no list of its tokens: deactivate the user instead."
          : loggedOut(at),
      run: async () => {
        const username = user();
        await stage().server.revoke(username);
        note(`Another device ended all sessions of ${username}.`, "warn");
        await poke();
      },
    },
    {
      label: "Deactivate the user",
      help: () => "An administrator switches the account off, or on again.",
      blocked: (at) => (deactivated ? null : loggedOut(at)),
      isOn: () => deactivated !== null,
      run: async () => {
        const username = deactivated ?? user();
        await stage().server.setActive(username, deactivated !== null);
        deactivated = deactivated ? null : username;
        note(
          `An administrator switched ${username} ${deactivated ? "off" : "on again"}.`,
          deactivated ? "warn" : "good",
        );
        if (deactivated)
          await posts()
            .list()
            .catch(() => {});
      },
    },
    {
      label: "Reset",
      help: () => "Logs out and puts server, users, posts and network back to the start.",
      run: async () => {
        wire.cut = false;
        broken = false;
        deactivated = null;
        await stage().session.logout();
        await stage().server.reset();
        note("Everything is back at the start.", "good");
      },
    },
  ];

  return {
    buttons,
    async calm() {
      wire.cut = false;
      const { server } = stage();
      const undo = [
        ...(broken ? [server.setBroken(false)] : []),
        ...(deactivated ? [server.setActive(deactivated, true)] : []),
      ];
      broken = false;
      deactivated = null;
      await Promise.allSettled(undo);
    },
  };
}
