/** A description as the vault uses it: access tokens in the memory of each tab, and placeholders in place of refresh tokens. */
import { describeWithCookies } from "../cookies/describe.ts";
import { withOwnTokens } from "../cookies/own-tokens.ts";
import type { Purse } from "../cookies/purse.ts";
import type { Backend, CompleteBackend } from "../model/backend.ts";
import { SessionError } from "../model/errors.ts";
import type { Grant, Tokens } from "../model/grant.ts";
import type { Operation } from "../model/operation.ts";
import { resolvePath } from "../runtime/resolve-path.ts";
import { idIn } from "./placeholders.ts";
import { PLACEHOLDER_HEADER, placeOf, type Terms } from "./protocol.ts";

/** What to check if a server grants a session and then does not know it. */
const CAUSES =
  "The server may not accept the token that it has just issued: check its clock and its keys.";

/** Completes a description for the vault. Throws `misconfigured` if a vault cannot help this server. */
export function describeWithVault<Credentials, User>(
  backend: Backend<Credentials, User>,
  purse: Purse,
): CompleteBackend<Credentials, User> {
  const { refresh, lifecycle = "pair", account = {} } = backend;
  if (!refresh || lifecycle !== "pair") throw misconfigured(NO_PAIR);
  for (const { path } of carriers(backend))
    if (typeof path !== "string") throw misconfigured(MADE_PATH);
  const signed = Object.entries(account).find(([, one]) => one.signed && one.after === "login");
  if (signed) throw misconfigured(`account.${signed[0]} ${SIGNED_LOGIN}`);
  const own = withOwnTokens({ ...backend, refresh: keptOn(refresh) }, purse);
  const described = describeWithCookies(own, { to: "auth" }, purse);
  return { ...described, causesOfRefusal: CAUSES };
}

/** The terms on which the vault keeps the tokens of a description. */
export function termsOf(
  backend: Backend<never, unknown>,
  base: URL,
  members: readonly string[],
): Terms {
  const places = carriers(backend).map(({ path }) => placeOf(resolvePath(`${path}`, base).href));
  return { places, members };
}

/** The operations that may carry a refresh token. */
function carriers({ refresh, logout, logoutEverywhere, verify }: Backend<never, unknown>) {
  return [refresh, logout, logoutEverywhere, verify].filter((one) => one !== undefined);
}

/** A renewal without a new refresh token: the old one stays, and so does its placeholder. */
function keptOn<User>(refresh: Operation<Tokens, Grant<User>>): Operation<Tokens, Grant<User>> {
  return {
    ...refresh,
    read(body, answer) {
      const grant = refresh.read?.(body, answer);
      if (!grant) return grant;
      return {
        ...grant,
        refresh: grant.refresh || (answer.header(PLACEHOLDER_HEADER) ?? undefined),
      };
    },
  };
}

/** Throws if a refresh token came through: the vault did not know it by its name. */
export function checkHidden({ refresh }: Grant<unknown>): void {
  if (refresh && idIn(refresh) === null) throw misconfigured(NOT_FOUND);
}

function misconfigured(message: string): SessionError {
  return new SessionError("misconfigured", message);
}

const NO_PAIR =
  "vault() keeps refresh tokens, and this backend has none. Use another storage, or a backend with a refresh operation.";
const MADE_PATH =
  "vault() needs a fixed path for refresh, logout, logoutEverywhere and verify, because tokens go to these addresses only.";
const SIGNED_LOGIN =
  "is signed and logs in. vault() cannot keep its refresh token from the page. Remove signed, or use another storage.";
const NOT_FOUND =
  'The vault found no refresh token in the answer under its usual names. Name the member that has it: vault({ members: ["…"] }).';
