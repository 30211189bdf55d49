/** Reads the answers of a token endpoint: tokens (RFC 6749 §5.1), and errors with a code (§5.2). */
import {
  type Answer,
  type Fields,
  type FullAnswer,
  type Grant,
  readFields,
  SessionError,
} from "@sojourn/core";

/** The members of a body. A body that is no object has none. */
export function members(body: unknown): Readonly<Record<string, unknown>> {
  return Object(body) as Readonly<Record<string, unknown>>;
}

/** The value if it is a string that is not empty. */
function text(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return value;
}

/** Seconds in milliseconds. What is no number means unknown. */
function milliseconds(seconds: unknown): number {
  return Number(seconds) * 1000;
}

/**
 * Reads the tokens (RFC 6749 §5.1). A type of token other than `bearer` is not known here, so it must not be used (§7.1).
 * Keycloak's `refresh_expires_in` is read too.
 */
export function readTokens(body: unknown): Grant<never> | undefined {
  const { access_token, refresh_token, token_type, ...told } = members(body);
  const access = text(access_token);
  const type = text(token_type) ?? "bearer";
  if (access === undefined || type.toLowerCase() !== "bearer") return undefined;
  return {
    access,
    refresh: text(refresh_token),
    expiresIn: milliseconds(told.expires_in),
    renewableFor: milliseconds(told.refresh_expires_in),
  };
}

/** Whether the grant itself is refused: wrong credentials, or a dead refresh token (RFC 6749 §5.2). */
export function isInvalidGrant({ body }: Answer): boolean {
  return members(body).error === "invalid_grant";
}

/**
 * Whether the credentials are refused. FastAPI's tutorial, which has no error codes, answers 401 (playground/fastapi). A 401 with a
 * code is about the client.
 */
export function refusesCredentials(answer: Answer): boolean {
  if (isInvalidGrant(answer)) return true;
  return answer.status === 401 && members(answer.body).error === undefined;
}

/** What to check for the codes of RFC 6749 §5.2 that name a mistake of the set-up. Nobody who logs in can do anything about them. */
const setUpErrors: ReadonlyMap<unknown, string> = new Map([
  ["invalid_client", "Check clientId and clientSecret, and whether the client is a public one."],
  ["unauthorized_client", "Allow this client the password grant on the server."],
  ["unsupported_grant_type", "Turn the password grant on, on the server."],
  ["invalid_scope", "Check scope."],
]);

/** Throws `misconfigured` for an error code that names a mistake of the set-up. Other answers mean what the usual rules say. */
export function meansOf({ status, body }: FullAnswer): undefined {
  const { error } = members(body);
  const hint = setUpErrors.get(error);
  if (hint === undefined) return undefined;
  const message = `oauth2: the server answered "${error}". ${hint}`;
  throw new SessionError("misconfigured", message, { status, fields: readErrors(body) });
}

/** The server's words. `error_description` is for developers, but there are no others; without it the code must do. */
export function readErrors(body: unknown): Fields {
  const { error, error_description: description } = members(body);
  const words = text(description) ?? text(error);
  if (words === undefined) return readFields(body);
  return { "": [words] };
}
