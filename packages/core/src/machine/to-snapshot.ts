/** Snapshots: what the app sees of a state. The object stays the same until something in it changes. */
import type { SessionErrorCode } from "../model/errors.ts";
import type { Claims } from "../model/grant.ts";
import type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Rules,
  Snapshot,
  State,
  TokenSet,
} from "../model/state.ts";
import { endsAt } from "./ends-at.ts";
import { expiryOrNull } from "./schedule.ts";

/** The snapshot before anything is known. It is the same object everywhere, so it can serve as the server's snapshot. */
export const loading: LoadingSnapshot<never> = Object.freeze({
  status: "loading",
  user: null,
  loggingIn: false,
  pending: null,
});

/** How a state is looked at. */
export interface Viewpoint<User> {
  /** How far the session's steady clock is ahead of the wall clock, in milliseconds. Instants in snapshots are the wall clock's. */
  readonly ahead: number;
  readonly rules: Rules<User>;
  /** Reads the claims that are shown of a token's payload: the same object for the same payload. */
  claimsOf(payload: Claims | null): Claims | null;
}

/** The errors that mean that the server could not be reached. */
const unreachable: ReadonlySet<SessionErrorCode> = new Set(["network", "timeout", "server"]);

/** The snapshot of a state, or `previous` if nothing in it changed. */
export function toSnapshot<User>(
  state: State<User>,
  previous: Snapshot<User>,
  viewpoint: Viewpoint<User>,
): Snapshot<User> {
  const next = buildSnapshot(state, previous, viewpoint);
  if (hasSameMembers(next, previous)) return previous;
  return Object.freeze(next);
}

function buildSnapshot<User>(
  state: State<User>,
  previous: Snapshot<User>,
  viewpoint: Viewpoint<User>,
): Snapshot<User> {
  const { tokenSet, reason } = state.record;
  const { elsewhere, error } = state;
  const loggingIn = state.login !== null;
  const pending = state.pending?.shown ?? null;
  if (!state.settled) return { ...loading, loggingIn, pending };
  if (!tokenSet)
    return { status: "unauthenticated", user: null, loggingIn, pending, reason, elsewhere, error };
  return authenticated(state, tokenSet, previous, viewpoint);
}

function authenticated<User>(
  state: State<User>,
  tokenSet: TokenSet<User>,
  previous: Snapshot<User>,
  { ahead, rules, claimsOf }: Viewpoint<User>,
): AuthenticatedSnapshot<User> {
  const { login, pending, inFlight, pause, refusal, idleEndsAt } = state;
  const failure = pause?.error ?? null;
  return {
    status: "authenticated",
    user: tokenSet.user,
    loggingIn: login !== null,
    pending: pending?.shown ?? null,
    claims: claimsOf(tokenSet.claims),
    expiresAt: onWallClock(expiryOrNull(tokenSet), ahead),
    endsAt: onWallClock(endsAt(state, rules), ahead),
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
