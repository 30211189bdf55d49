/** The user of a session: who tells it, when it has changed, and when `me` is asked again. */
import type { CompleteBackend } from "../model/backend.ts";
import type { Claims, Grant } from "../model/grant.ts";
import { isSameJson } from "../model/record.ts";
import type { TokenSet } from "../model/state.ts";
import { type Draft, saveRecord } from "./draft.ts";
import { mayRequestByItself } from "./schedule.ts";

/** The members of a token set that are about its user. */
type UserFields<User> = Pick<TokenSet<User>, "user" | "userAt" | "userFrom">;

/** The user after a login. `null`: nobody told it, although the claims should have. */
export function userOfLogin<User>(
  backend: CompleteBackend<never, User>,
  grant: Grant<User>,
  claims: Claims | null,
): Pick<UserFields<User>, "user" | "userFrom"> | null {
  if (grant.user !== undefined) return { user: grant.user };
  if (!backend.user) return { user: null as User };
  const user = backend.user(claims ?? {});
  if (user === undefined) return null;
  return { user, userFrom: "claims" };
}

/** The user after a renewal. It stays the same object unless something says that the user has changed. */
export function userOfRenewal<User>(
  draft: Draft<User>,
  previous: TokenSet<User>,
  grant: Grant<User>,
  claims: Claims | null,
): UserFields<User> {
  const { backend } = draft.rules;
  if (grant.user !== undefined) return changedUser(draft, previous, grant.user);
  // With a `me` operation the claims do not count.
  if (backend.me) return previous;
  const before = readUser(backend, previous.claims);
  const after = readUser(backend, claims);
  // If the old claims said the same, nothing is new. The stored user may be newer than both, after a change of name for example.
  if (after === undefined || isSameJson(before, after)) return previous;
  return changedUser(draft, previous, after, "claims");
}

/** Reads a restored user from the claims again: a new release of the app may read them differently. */
export function rereadUser<User>(draft: Draft<User>): void {
  const { tokenSet } = draft.record;
  if (tokenSet?.userFrom !== "claims") return;
  const user = readUser(draft.rules.backend, tokenSet.claims);
  if (user !== undefined) saveUser(draft, tokenSet, changedUser(draft, tokenSet, user, "claims"));
}

/** Takes over the user that `me` or an account operation told. */
export function updateUser<User>(draft: Draft<User>, user: User): void {
  const { tokenSet } = draft.record;
  draft.userDue = false;
  if (tokenSet) saveUser(draft, tokenSet, changedUser(draft, tokenSet, user));
}

/** Asks `me` if the user may have changed. A hidden page waits until someone comes back. */
export function askUser<User>(draft: Draft<User>): void {
  if (!draft.userDue || !draft.settled || draft.inFlight) return;
  if (!mayRequestByItself(draft, draft.rules)) return;
  draft.userDue = false;
  draft.effects.push({ type: "ask-user" });
}

/** `previous` itself if it has this user already, otherwise the new user with the time of the change. */
function changedUser<User>(
  { now, random }: Draft<User>,
  previous: UserFields<User>,
  user: User,
  userFrom?: "claims",
): UserFields<User> {
  if (isSameJson(user, previous.user)) return previous;
  return { user, userAt: Math.max(now, previous.userAt + 1) + random, userFrom };
}

function saveUser<User>(
  draft: Draft<User>,
  tokenSet: TokenSet<User>,
  fields: UserFields<User>,
): void {
  if (fields === tokenSet) return;
  const { user, userAt, userFrom } = fields;
  saveRecord(draft, { tokenSet: { ...tokenSet, user, userAt, userFrom } });
}

/** The user in the claims. `undefined`: they have none, or the backend's function failed. */
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
