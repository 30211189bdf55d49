/** The user of a session: who tells, when that is news, and when "me" is asked again. */
import type { Claims, CompleteBackend, Grant } from "../model/backend.ts";
import { same } from "../model/record.ts";
import type { TokenSet } from "../model/state.ts";
import { mayAsk } from "./schedule.ts";
import { saveRecord, type Turn } from "./turn.ts";

/** The parts of a session that tell about its user. */
type Told<User> = Pick<TokenSet<User>, "user" | "userAt" | "userFrom">;

/** The user that a login brings, and who told; `null`: nobody did, though the claims should have. */
export function userOfLogin<User>(
  backend: CompleteBackend<never, User>,
  grant: Grant<User>,
  claims: Claims | null,
): Pick<Told<User>, "user" | "userFrom"> | null {
  if (grant.user !== undefined) return { user: grant.user };
  if (!backend.user) return { user: null as User };
  const user = backend.user(claims ?? {});
  return user === undefined ? null : { user, userFrom: "claims" };
}

/** The user after a renewal: the same object where nothing says otherwise. */
export function userOfRenewal<User>(
  turn: Turn<User>,
  previous: TokenSet<User>,
  grant: Grant<User>,
  claims: Claims | null,
): Told<User> {
  const { backend } = turn.rules;
  if (grant.user !== undefined) return news(turn, previous, grant.user);
  // Where "me" tells, the claims do not.
  if (backend.me) return previous;
  const before = readUser(backend, previous.claims);
  const after = readUser(backend, claims);
  // What the old claims said as well is no news, and perhaps older than a change of name since.
  if (after === undefined || same(before, after)) return previous;
  return news(turn, previous, after, "claims");
}

/** A stored user that the claims told is read again: the app may know more of them, or call them otherwise, since a new release. */
export function rereadUser<User>(turn: Turn<User>): void {
  const { tokenSet } = turn.record;
  if (tokenSet?.userFrom !== "claims") return;
  const user = readUser(turn.rules.backend, tokenSet.claims);
  if (user !== undefined) changeUser(turn, tokenSet, news(turn, tokenSet, user, "claims"));
}

/** Somebody told who the user is now: "me", or an account operation. */
export function userTold<User>(turn: Turn<User>, user: User): void {
  const { tokenSet } = turn.record;
  turn.userDue = false;
  if (tokenSet) changeUser(turn, tokenSet, news(turn, tokenSet, user));
}

/** Asks "me" again, where the user may have changed. A hidden page waits until someone returns. */
export function askUser<User>(turn: Turn<User>): void {
  if (!turn.userDue || !turn.settled || turn.inFlight || !mayAsk(turn, turn.rules)) return;
  turn.userDue = false;
  turn.effects.push({ type: "ask-user" });
}

/** The same user, or another one who is told now. */
function news<User>(
  { now, random }: Turn<User>,
  previous: Told<User>,
  user: User,
  userFrom?: "claims",
): Told<User> {
  if (same(user, previous.user)) return previous;
  return { user, userAt: Math.max(now, previous.userAt + 1) + random, userFrom };
}

function changeUser<User>(turn: Turn<User>, tokenSet: TokenSet<User>, told: Told<User>): void {
  const { user, userAt, userFrom } = told;
  if (told !== tokenSet) saveRecord(turn, { tokenSet: { ...tokenSet, user, userAt, userFrom } });
}

/** The user in the claims; `undefined`: they tell none, or the reader cannot read them. */
function readUser<User>(
  backend: CompleteBackend<never, User>,
  claims: Claims | null,
): User | undefined {
  try {
    return backend.user?.(claims ?? {});
  } catch {
    return undefined;
  }
}
