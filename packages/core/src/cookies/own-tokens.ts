/** What the server gets in cookie mode: the records know tokens by keys, and a request is made of the tokens themselves. */
import type { Backend } from "../model/backend.ts";
import type { Tokens } from "../model/grant.ts";
import type { Operation } from "../model/operation.ts";
import type { Purse } from "./purse.ts";

/** The same description, but its requests are made of tokens, never of keys. */
export function withOwnTokens<Credentials, User>(
  backend: Backend<Credentials, User>,
  purse: Purse,
): Backend<Credentials, User> {
  const { refresh, verify, me, logout, logoutEverywhere } = backend;
  const ofTokens = <Output>(operation: Operation<Tokens, Output> | undefined) =>
    operation && askedWithTokens(operation, purse);
  return {
    ...backend,
    refresh: ofTokens(refresh),
    // "me" is the default, and has to stay one object with it.
    verify: verify === me ? undefined : ofTokens(verify),
    me: ofTokens(me),
    logout: ofTokens(logout),
    logoutEverywhere: ofTokens(logoutEverywhere),
  };
}

/** The same operation, but its request is made of tokens, never of keys. A refresh token is `""`, because a cookie has it. */
function askedWithTokens<Output>(
  operation: Operation<Tokens, Output>,
  purse: Purse,
): Operation<Tokens, Output> {
  const { path, headers, body } = operation;
  const changed: { -readonly [Name in keyof typeof operation]?: (typeof operation)[Name] } = {};
  if (typeof path === "function") changed.path = (tokens) => path(purse.ownTokens(tokens));
  if (headers) changed.headers = (tokens) => headers.call(operation, purse.ownTokens(tokens));
  if (body) changed.body = (tokens) => body.call(operation, purse.ownTokens(tokens));
  return { ...operation, ...changed };
}
