/** Snapshots: what the app sees of a state. The object stays the same until something in it changes. */
import type { SessionErrorCode } from "../model/errors.ts";
import type { AuthenticatedSnapshot, Snapshot, State, TokenSet } from "../model/state.ts";
import { expiryOrNull } from "./schedule.ts";

/** The snapshot before anything is known. It is the same object everywhere, so it can serve as the server's snapshot. */
export const loading: Snapshot<never> = Object.freeze({
  status: "loading",
  user: null,
  loggingIn: false,
});

/** The errors that mean that the server could not be reached. */
const unreachable: ReadonlySet<SessionErrorCode> = new Set(["network", "timeout", "server"]);

/**
 * The snapshot of a state, or `previous` if nothing in it changed. `ahead`: how far the session's steady clock is ahead of
 * the wall clock, in milliseconds. Instants in snapshots are the wall clock's.
 */
export function toSnapshot<User>(
  state: State<User>,
  previous: Snapshot<User>,
  ahead: number,
): Snapshot<User> {
  const next = buildSnapshot(state, previous, ahead);
  if (hasSameMembers(next, previous)) return previous;
  return Object.freeze(next);
}

function buildSnapshot<User>(
  state: State<User>,
  previous: Snapshot<User>,
  ahead: number,
): Snapshot<User> {
  const { tokenSet, reason } = state.record;
  const { elsewhere, error } = state;
  const loggingIn = state.login !== null;
  if (!state.settled) return { ...loading, loggingIn };
  if (!tokenSet)
    return { status: "unauthenticated", user: null, loggingIn, reason, elsewhere, error };
  return authenticated(state, tokenSet, previous, ahead);
}

function authenticated<User>(
  { login, inFlight, pause, refusal, idleEndsAt }: State<User>,
  tokenSet: TokenSet<User>,
  previous: Snapshot<User>,
  ahead: number,
): AuthenticatedSnapshot<User> {
  const failure = pause?.error ?? null;
  return {
    status: "authenticated",
    user: tokenSet.user,
    loggingIn: login !== null,
    claims: tokenSet.claims,
    expiresAt: onWallClock(expiryOrNull(tokenSet), ahead),
    refreshing: inFlight?.kind === "refresh",
    idle: idleOf(onWallClock(idleEndsAt, ahead), previous),
    error: refusal,
    offline: failure !== null && unreachable.has(failure.code),
  };
}

function onWallClock(at: number | null, ahead: number): number | null {
  if (at === null) return null;
  return at - ahead;
}

/** The warning phase, in the same object as before while its end stays the same. */
function idleOf(
  endsAt: number | null,
  previous: Snapshot<unknown>,
): AuthenticatedSnapshot<unknown>["idle"] {
  if (endsAt === null) return null;
  if (previous.status === "authenticated" && previous.idle?.endsAt === endsAt) return previous.idle;
  return { endsAt };
}

function hasSameMembers(next: Snapshot<unknown>, previous: Snapshot<unknown>): boolean {
  const before: Readonly<Record<string, unknown>> = { ...previous };
  return Object.entries(next).every(([name, value]) => value === before[name]);
}
