/** Tokens and what comes with them: what a server grants at a login or a refresh, and what it asks for before it grants anything. */

/** The payload of a JWT. */
export type Claims = Readonly<Record<string, unknown>>;

/** The tokens of one session as the server gave them. */
export interface Tokens {
  /** The access token: it signs requests. */
  readonly access: string;
  /** The refresh token: it buys a new access token. `null`: there is none. Sliding tokens renew themselves. */
  readonly refresh: string | null;
}

/** What a server grants at a login or a refresh. */
export interface Grant<User> {
  /** The access token. */
  readonly access: string;
  /** The refresh token. If a refresh returns none, the old one stays (simplejwt without rotation). Default: none. */
  readonly refresh?: string | undefined;
  /** The user. Default: the answer has none. */
  readonly user?: User | undefined;
  /**
   * How long the access token lives from now on, in milliseconds (OAuth's `expires_in` × 1000). It is used if neither the token nor
   * `expiresAt` says when it expires. Together with one of them it tells how far the server's clock is from this one. Default:
   * unknown, as is 0.
   */
  readonly expiresIn?: number | undefined;
  /**
   * When the access token expires, in milliseconds since 1970 on the server's clock, if the token itself does not say
   * (`Date.parse` of knox's `expiry`, for example). Default: unknown, as is 0.
   */
  readonly expiresAt?: number | undefined;
  /**
   * How long the refresh token lives from now on, in milliseconds, if it does not say so itself (Keycloak's `refresh_expires_in`
   * × 1000). The session ends then unless it was renewed. Default: unknown, as is 0.
   */
  readonly renewableFor?: number | undefined;
  /** Claims besides those of the access token: of an ID token, for example. Of two with one name, these count. Default: none. */
  readonly claims?: Claims | undefined;
}

/**
 * A login that is not finished: the server asks for another step first, such as a one-time code. `read` returns it in place of a
 * {@link Grant}. The login then rejects with the code `"pending"`, `snapshot.pending` has the step and its data, and
 * `session.proceed()` sends the step's operation.
 */
export interface Pending {
  readonly pending: {
    /** The name of the step: one of the backend's `steps`, or any other name if the app cannot proceed by itself. */
    readonly step: string;
    /** What the app has to show for it. Default: `undefined`. */
    readonly data?: unknown;
    /**
     * What the server needs to recognise this login in the next step. It is kept in the memory of this tab only, and shown nowhere.
     * Default: the ticket of the step before, or an empty text.
     */
    readonly ticket?: string | undefined;
  };
}

/** What the answer to a login or to one of its steps brings. */
export type LoginAnswer<User> = Grant<User> | Pending;

/** Whether the server asks for another step before it grants tokens. */
export function isPending(answer: LoginAnswer<unknown>): answer is Pending {
  return "pending" in answer;
}
