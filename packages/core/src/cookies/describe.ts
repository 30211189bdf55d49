/** A description as cookie mode uses it: tokens stay out of what its functions return, and its headers carry only what this tab has. */
import { type Backend, type CompleteBackend, completeBackend } from "../model/backend.ts";
import type { CookieSettings } from "../model/cookies.ts";
import { type Grant, isPending, type LoginAnswer } from "../model/grant.ts";
import type { Account, AccountOperation, Operation, Step, Steps } from "../model/operation.ts";
import type { Origin, Purse } from "./purse.ts";

/** What to check if a server grants a session and then does not know it. */
const CAUSES =
  "The browser may not have kept the cookie, or not have sent it. If the page and the API are on different sites, the server needs " +
  "SameSite=None and Secure for its cookies, and CORS_ALLOW_CREDENTIALS = True; some browsers block such cookies all the same.";

/** Keeps the tokens of a grant out of it. */
type Keep = (grant: Grant<unknown>, origin: Origin) => Grant<unknown>;

/** Completes a description for cookie mode. */
export function describeWithCookies<Credentials, User>(
  backend: Backend<Credentials, User>,
  { to }: CookieSettings,
  purse: Purse,
): CompleteBackend<Credentials, User> {
  const { login, refresh, steps = {}, account = {} } = backend;
  const keep = (grant: Grant<unknown>, origin: Origin): Grant<unknown> => {
    // A grant without an access token is a mistake where the session has to sign. The guard of the description tells it.
    if (to === "auth" && !grant.access) return { ...grant, refresh: undefined };
    return purse.keep(grant, origin);
  };
  const complete = completeBackend<Credentials, User>({
    ...backend,
    login: withoutTokens(login, keep, "login"),
    refresh: refresh && withoutTokens(refresh, keep, "renewal"),
    steps: mapValues<Steps>(steps, (step) =>
      withoutTokens(step as Step<never, unknown>, keep, "login"),
    ),
    account: mapValues<Account>(account, (operation) => ofAccount(operation, keep)),
  });
  return {
    ...complete,
    causesOfRefusal: CAUSES,
    header(access) {
      // These two are asked for the name of the header, not for a token.
      if (access === "" || access === "...") return complete.header(access);
      const token = purse.tokenFor(access);
      return token === null ? null : complete.header(token);
    },
  };
}

function mapValues<Values extends Readonly<Record<string, unknown>>>(
  values: Values,
  change: (value: Values[string]) => unknown,
): Values {
  const changed = Object.entries(values).map(([name, value]) => [name, change(value as never)]);
  return Object.fromEntries(changed) as Values;
}

function ofAccount(
  operation: AccountOperation<never, unknown>,
  keep: Keep,
): AccountOperation<never, unknown> {
  if (operation.after !== "login") return operation;
  return withoutTokens(operation as Operation<never, LoginAnswer<unknown>>, keep, "login");
}

/** The same operation, but what it reads has keys in place of tokens. */
function withoutTokens<One extends Operation<never, LoginAnswer<unknown>>>(
  operation: One,
  keep: Keep,
  origin: Origin,
): One {
  if (!operation.read) return operation;
  const read: One["read"] = (body, answer) => {
    const given = operation.read?.(body, answer);
    if (!given || isPending(given)) return given;
    return keep(given, origin);
  };
  return { ...operation, read };
}
