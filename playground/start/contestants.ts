/** Who runs in the proof: for each, the code that runs and the same code as text, from one file. */
import byHandCode from "./by-hand.ts?raw";
import byHandWithQueueCode from "./by-hand-with-queue.ts?raw";
import withSojournCode from "./with-sojourn.ts?raw";

/** What the proof asks of an app: to log in, to send a request, and to tell whether somebody is logged in. */
interface App {
  logIn(credentials: { username: string; password: string }): Promise<unknown>;
  readPosts(): Promise<unknown>;
  isLoggedIn(): boolean;
}

/** One way to write the app. */
interface Contestant {
  /** The lines that run. */
  readonly code: string;
  load(): Promise<App>;
}

/** All ways, by the names that the frames have in their addresses. */
export const contestants = {
  "with-sojourn": {
    code: withoutHead(withSojournCode),
    async load() {
      const { session, logIn, readPosts } = await import("./with-sojourn.ts");
      await session.ready();
      const isLoggedIn = () => session.getSnapshot().status === "authenticated";
      return { logIn, readPosts, isLoggedIn };
    },
  },
  "by-hand": {
    code: withoutHead(byHandCode),
    load: () => import("./by-hand.ts"),
  },
  "by-hand-with-queue": {
    code: withoutHead(byHandWithQueueCode),
    load: () => import("./by-hand-with-queue.ts"),
  },
} satisfies Record<string, Contestant>;

/** The name of a way. */
export type ContestantName = keyof typeof contestants;

/** A file without its first line, which says what the file is for. */
function withoutHead(source: string): string {
  return source.slice(source.indexOf("\n") + 1).trim();
}

/** How many lines of a way are not empty. */
export function countLines(name: ContestantName): number {
  return contestants[name].code.split("\n").filter((line) => line !== "").length;
}
