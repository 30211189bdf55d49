// The rules that hold in every fuzzed run.
import { isSessionError } from "@sojourn/core";
import type { Page } from "./page.ts";
import { SECRET } from "./tokens.ts";
import type { World } from "./world.ts";

/** A rule: says how it is broken, or nothing. */
type Rule = (world: World) => string | undefined;

function forPages(rule: (page: Page, world: World) => string | undefined): Rule {
  return (world) => {
    for (const page of world.pages) {
      const how = rule(page, world);
      if (how) return `${page.name} ${how}`;
    }
    return undefined;
  };
}

const second = 1000;
const hour = 3_600_000;

/** How many of these instants, at most, lie within so many milliseconds of each other. They are in order. */
function most(instants: readonly number[], within: number): number {
  let count = 0;
  let first = 0;
  for (const [index, at] of instants.entries()) {
    while ((instants[first] ?? at) <= at - within) first += 1;
    count = Math.max(count, index - first + 1);
  }
  return count;
}

const reasons = new Set([null, "logout", "idle", "expired", "rejected", "max-age", "replaced"]);

/** The rules that hold after every step. */
export const always: Readonly<Record<string, Rule>> = {
  "no exception that nobody caught": ({ unhandled }) =>
    unhandled.length > 0 ? `${unhandled[0]}` : undefined,

  "every error is a SessionError": forPages(({ thrown }) => {
    for (const { what, error } of thrown) {
      // What `fetch` itself throws is the app's.
      const isOfFetch = what === "fetch" && error instanceof TypeError;
      if (!isSessionError(error) && !isOfFetch) return `: ${what} threw ${error}`;
      if (`${error}`.includes(SECRET)) return `: ${what} threw an error that holds a token`;
    }
    return undefined;
  }),

  "no storm": ({ renewals, returns, pages }) => {
    // Somebody who comes back, or back online, makes it try again at once.
    const isAsked = (at: number): boolean => returns.some((one) => at >= one && at < one + second);
    const unasked = renewals.filter(({ at }) => !isAsked(at));
    const instants = (some: typeof renewals): number[] => some.map(({ at }) => at);
    // All tabs together by themselves, and each tab whatever its requests are told.
    const byTime = unasked.filter(({ why }) => why === "timer" || why === "retry");
    const busiest = most(instants(byTime), second);
    if (busiest > 2) return `${busiest} renewals within a second`;
    for (const page of pages) {
      const count = most(instants(unasked.filter((one) => one.page === page)), second);
      // A server may refuse each request of the app, even with a token that it has just issued.
      const limit = Math.max(2, 1 + most(page.asked, second));
      if (count > limit) return `${page.name}: ${count} renewals within a second, of ${limit}`;
    }
    return undefined;
  },

  "the snapshot is consistent": forPages(({ session }) => {
    const snapshot = session.getSnapshot();
    if (snapshot !== session.getSnapshot()) return "gives another snapshot though nothing happened";
    switch (snapshot.status) {
      case "loading":
        return snapshot.user === null ? undefined : "is loading, with a user";
      case "unauthenticated":
        return reasons.has(snapshot.reason) ? undefined : `ended for ${snapshot.reason}`;
      case "authenticated": {
        const { user, expiresAt, endsAt, idle } = snapshot;
        if (user === undefined) return "has an undefined user";
        if (expiresAt !== null && !Number.isFinite(expiresAt)) return `expires at ${expiresAt}`;
        if (endsAt !== null && !Number.isFinite(endsAt)) return `ends at ${endsAt}`;
        return idle && !Number.isFinite(idle.endsAt) ? `warns of ${idle.endsAt}` : undefined;
      }
      default:
        return "has no status";
    }
  }),
};

/** The rules that hold some minutes after the server answers correctly again. */
export const atLast: Readonly<Record<string, Rule>> = {
  ...always,
  "no promise is left": forPages(({ waiting }) =>
    waiting.size > 0 ? `still waits for: ${[...waiting.keys()].join(", ")}` : undefined,
  ),
  "no storm in the long run": ({ renewals, moves }) => {
    const count = most(
      renewals.map(({ at }) => at),
      hour,
    );
    // The timer renews every ten seconds at most. "me", which is asked after it, may be refused and renew once more.
    const limit = 2 * 400 + 5 * most(moves, hour);
    return count > limit ? `${count} renewals within an hour, of ${limit}` : undefined;
  },
  "no token in the history": forPages(({ session }) =>
    JSON.stringify(session.explain()).includes(SECRET) ? "tells a token" : undefined,
  ),
};
