/** What others see of the state: an immutable snapshot that stays the same object until something in it changes. */
import { expiryOf } from "./schedule.ts";
import type { AuthenticatedSnapshot, Snapshot, State, View } from "./state.ts";

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
export function view<User>(
  { settled, record, login, flight, pause, elsewhere, error, warning }: State<User>,
  previous: Snapshot<User>,
  ahead: number,
): Snapshot<User> {
  const { held, reason } = record;
  const loggingIn = login !== null;
  const before = previous as Partial<AuthenticatedSnapshot<User>>;
  const next: Snapshot<User> = !settled
    ? { ...loading, loggingIn }
    : held
      ? {
          status: "authenticated",
          user: held.user,
          loggingIn,
          claims: held.claims,
          expiresAt: held.accessExpiresAt && expiryOf(held) - ahead,
          refreshing: flight?.kind === "refresh",
          idle:
            warning === null
              ? null
              : before.idle?.endsAt === warning - ahead
                ? before.idle
                : { endsAt: warning - ahead },
          offline: /network|timeout|server/.test(`${pause?.error?.code}`),
        }
      : { status: "unauthenticated", user: null, loggingIn, reason, elsewhere, error };
  return Object.entries(next).every(([key, value]) => value === before[key as keyof typeof before])
    ? previous
    : Object.freeze(next);
}

/**
 * What a screen needs of a snapshot, whatever its status: for bindings. What the snapshot does not know is `null` or `false`.
 *
 * @param snapshot Default: the one before anything is known, which is a server's.
 *
 * @example
 * ```ts
 * import { createSession, toView } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
 * const { isAuthenticated, user, reason, offline } = toView(session.getSnapshot());
 * ```
 */
export function toView<User>(snapshot: Snapshot<User> = loading): View<User> {
  const { status } = snapshot;
  return {
    reason: null,
    elsewhere: false,
    error: null,
    claims: null,
    expiresAt: null,
    refreshing: false,
    offline: false,
    idle: null,
    ...snapshot,
    isLoading: status === "loading",
    isAuthenticated: status === "authenticated",
  } as View<User>;
}
