/** How the app's own credentials and user get into the types: it names its session once. */
import type { Session } from "@sojourn/core";

/** Any session, whatever it takes to log in and whoever its users are. */
export type AnySession = Session<never, unknown>;

/**
 * Names your session to the types, once: then credentials, user and account operations are yours wherever something is
 * injected.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { djoserJwt } from "@sojourn/django";
 *
 * export const session = createSession({ backend: djoserJwt({ baseUrl: "/api/" }) });
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

/** The session named in {@link Register}. Where none is, credentials are any object and the user is `unknown`. */
export type RegisteredSession = Register extends {
  readonly session: infer Named extends AnySession;
}
  ? Named
  : Session<object, unknown>;
