// A server of one's own make: what its tokens say about time, how it tells the time, and whether it renews.
import { type Backend, defineBackend, type Grant } from "@sojourn/core";
import { createClock, type FakeClock } from "@sojourn/core/testing";
import { createStage, type Stage } from "./stage.ts";

/** Whom these servers know. */
interface User {
  readonly name: string;
}
/** What they grant. */
export type Issued = Omit<Grant<User>, "user">;
/** A page at such a server. */
export type Issuing = Stage<object, User, Record<never, never>> & {
  /** How many refreshes arrived. */
  refreshes(): number;
};

/** How a server of these stories issues tokens and tells the time. */
export interface Issuer {
  /** What it grants at this moment of its own clock, in milliseconds. `turn` counts the grants. */
  issue(now: number, turn: number): Issued;
  /** Its clock minus the browser's. Default: 0. */
  readonly skew?: number;
  /** Whether the page can read `Date`. Default: `false`. */
  readonly date?: boolean;
  readonly lifecycle?: "pair" | "sliding" | "fixed";
  /** Whether there is a refresh operation. Default: `true`. */
  readonly renews?: boolean;
  /** What its refresh answers instead of tokens. */
  readonly fails?: number;
}

const alice = { name: "alice" };
/** Whole seconds, as claims hold them. */
export const seconds = (at: number): number => Math.floor(at / 1000);

/** A page at a server of our own make; nobody is logged in. */
export function openIssuer(issuer: Issuer): Issuing {
  const clock: FakeClock = createClock();
  const { skew = 0, date = false, lifecycle = "pair", renews = true, fails } = issuer;
  let [turns, refreshes] = [0, 0];
  const read = (body: unknown): Grant<User> => ({ ...(body as Issued), user: alice });
  const refresh = { method: "POST", path: "refresh", read } as const;
  const backend: Backend<object, User, Record<never, never>> = defineBackend({
    baseUrl: "https://api.example.com/",
    lifecycle,
    login: { method: "POST", path: "login", body: (input: object) => input, read },
    ...(renews && { refresh }),
  });
  const stage = createStage({
    clock,
    backend,
    async fetch(input, init) {
      const { url } = new Request(input, init);
      const now = clock.now() + skew;
      const headers: Record<string, string> = date ? { date: new Date(now).toUTCString() } : {};
      if (url.endsWith("/refresh")) {
        refreshes += 1;
        if (fails !== undefined) return Response.json({}, { status: fails, headers });
      } else if (!url.endsWith("/login")) return Response.json({}, { headers });
      turns += 1;
      return Response.json(issuer.issue(now, turns), { headers });
    },
  });
  return { ...stage, refreshes: () => refreshes };
}

/** How many milliseconds the session believes its token to live on; `null`: it does not know. */
export function left({ session, clock }: Issuing): number | null {
  const snapshot = session.getSnapshot();
  if (snapshot.status !== "authenticated") throw new Error(`It is ${snapshot.status}.`);
  return snapshot.expiresAt === null ? null : snapshot.expiresAt - clock.now();
}
