// A configurable server: what its tokens say about time, its clock, and whether it can renew tokens.
import { type Backend, defineBackend, type Grant } from "@sojourn/core";
import { createClock, type FakeClock } from "@sojourn/core/testing";
import { createStage, type Stage } from "./stage.ts";

/** The user that these servers know. */
interface User {
  readonly name: string;
}
/** The grant of a login or a refresh. */
export type Issued = Omit<Grant<User>, "user">;
/** A page with a session at such a server. */
export type Issuing = Stage<object, User, Record<never, never>> & {
  /** How many refreshes arrived. */
  refreshes(): number;
};

/** How the server issues tokens and tells the time. */
export interface Issuer {
  /** Makes a grant. `now`: the server's clock, in milliseconds. `turn`: the number of the grant. */
  issue(now: number, turn: number): Issued;
  /** Its clock minus the browser's, in milliseconds. Default: 0. */
  readonly skew?: number;
  /** Whether the page can read its `Date` header. Default: `false`. */
  readonly date?: boolean;
  readonly lifecycle?: "pair" | "sliding" | "fixed";
  /** Whether there is a refresh operation. Default: `true`. */
  readonly renews?: boolean;
  /** The status of its answers to a refresh, instead of tokens. Default: it grants tokens. */
  readonly fails?: number;
}

const alice = { name: "alice" };
/** Whole seconds, as claims hold them. */
export const seconds = (at: number): number => Math.floor(at / 1000);

/** Opens a page with a session at such a server. Nobody is logged in. */
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

/** How much longer the token lives as far as the session knows, in milliseconds. `null`: unknown. */
export function left({ session, clock }: Issuing): number | null {
  const snapshot = session.getSnapshot();
  if (snapshot.status !== "authenticated") throw new Error(`It is ${snapshot.status}.`);
  return snapshot.expiresAt === null ? null : snapshot.expiresAt - clock.now();
}
