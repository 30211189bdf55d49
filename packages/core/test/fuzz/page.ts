// A tab of the fuzz with a session in it, and what its app waits for.
import type { HistoryEntry, Session } from "@sojourn/core";
import type { FakeTab } from "@sojourn/core/testing";
import type { FuzzAccount, FuzzUser } from "./description.ts";

/** Why tokens are renewed. */
export type Why = Extract<HistoryEntry, { readonly type: "refreshing" }>["why"];

/** A tab with a session in it. */
export interface Page {
  readonly name: string;
  readonly tab: FakeTab;
  readonly session: Session<string, FuzzUser, FuzzAccount>;
  /** The calls that the app waits for, and the elapsed time at which each began. */
  readonly waiting: Map<string, number>;
  /** When the app asked for something: how long the clock had run. */
  readonly asked: number[];
  /** The errors that the app got. */
  readonly thrown: { readonly what: string; readonly error: unknown }[];
  /** Why the renewal that is under way, or was the last, was begun. */
  readonly why: Why;
  /** Ends it; afterwards it can be started again. */
  stop(): void;
  start(): void;
  readonly isStarted: boolean;
  /** The app asks for something. */
  ask(what: string, answer: Promise<unknown>): void;
}

/** How a page reports to the run. */
export interface PageWorld {
  say(line: string): void;
  elapsed(): number;
}

/** Opens a page and starts its session. */
export function openPage(
  { name, tab, session }: Pick<Page, "name" | "tab" | "session">,
  { say, elapsed }: PageWorld,
): Page {
  let stop: (() => void) | null = null;
  let questions = 0;
  let why: Why = "restore";
  const page: Page = {
    name,
    tab,
    session,
    waiting: new Map(),
    asked: [],
    thrown: [],
    get why() {
      return why;
    },
    get isStarted() {
      return stop !== null;
    },
    start() {
      stop ??= session.start();
    },
    stop() {
      stop?.();
      stop = null;
    },
    ask(what, answer) {
      questions += 1;
      const label = `${what} (question ${questions})`;
      say(`${name}: ${what}`);
      page.waiting.set(label, elapsed());
      page.asked.push(elapsed());
      answer
        .catch((error: unknown) => {
          page.thrown.push({ what, error });
          say(`  ${name}: ${what} failed: ${(error as { code?: string }).code ?? error}`);
        })
        .finally(() => page.waiting.delete(label));
    },
  };
  session.on("*", (happening) => {
    if (happening.type === "refreshing") why = happening.why;
    say(`  ${name}: ${describe(happening)}`);
  });
  page.start();
  return page;
}

function describe(happening: HistoryEntry): string {
  const { type } = happening;
  if (type === "refreshing") return `refreshing (${happening.why})`;
  if (type === "refresh-failed") return `refresh-failed (${happening.error.message})`;
  return type === "ended" ? `ended (${happening.reason})` : type;
}
