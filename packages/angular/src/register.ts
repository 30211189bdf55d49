/** `Register` and the types that follow from it: with it the app names its own session for the types. */
import type { Session } from "@sojourn/core";

/** Any session, with any credentials and any user. */
export type AnySession = Session<never, unknown>;

/**
 * Names your session for the types, once. Then everything you inject has the credentials, the user and the account operations of
 * your backend.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * export const session = createSession({ backend: simpleJwt({ baseUrl: "/api/" }) });
 *
 * declare module "@sojourn/angular" {
 *   interface Register {
 *     session: typeof session;
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps fill it in.
export interface Register {}

/** The session named in {@link Register}. Default: one whose credentials are any object and whose user is `unknown`. */
export type RegisteredSession = Register extends {
  readonly session: infer Named extends AnySession;
}
  ? Named
  : Session<object, unknown>;
