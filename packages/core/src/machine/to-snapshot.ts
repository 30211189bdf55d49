/** What others see of the state: an immutable snapshot that stays the same object until something in it changes. */

import type { AuthenticatedSnapshot, Snapshot, State } from "../model/state.ts";
import { expiryOf } from "./schedule.ts";

/** The snapshot before anything is known: the same object everywhere, so it can serve as the server's. */
export const loading: Snapshot<never> = Object.freeze({
  status: "loading",
  user: null,
  loggingIn: false,
});

/**
 * The snapshot of a state: `previous` itself where it still says all there is to say. `ahead`: how far the session's steady
 * clock is ahead of the wall's.
 */
export function toSnapshot<User>(
  { settled, record, login, inFlight, pause, refusal, elsewhere, error, warning }: State<User>,
  previous: Snapshot<User>,
  ahead: number,
): Snapshot<User> {
  const { tokenSet, reason } = record;
  const loggingIn = login !== null;
  const before = previous as Partial<AuthenticatedSnapshot<User>>;
  const next: Snapshot<User> = !settled
    ? { ...loading, loggingIn }
    : tokenSet
      ? {
          status: "authenticated",
          user: tokenSet.user,
          loggingIn,
          claims: tokenSet.claims,
          expiresAt: tokenSet.accessExpiresAt === null ? null : expiryOf(tokenSet) - ahead,
          refreshing: inFlight?.kind === "refresh",
          idle:
            warning === null
              ? null
              : before.idle?.endsAt === warning - ahead
                ? before.idle
                : { endsAt: warning - ahead },
          error: refusal,
          offline: /network|timeout|server/.test(`${pause?.error?.code}`),
        }
      : { status: "unauthenticated", user: null, loggingIn, reason, elsewhere, error };
  return Object.entries(next).every(([key, value]) => value === before[key as keyof typeof before])
    ? previous
    : Object.freeze(next);
}
