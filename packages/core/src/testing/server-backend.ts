/** The backend description of the fake token server, so that tests need no other package. */
import type { Backend } from "../model/backend.ts";
import type { Grant, LoginAnswer, Pending } from "../model/grant.ts";
import type { AccountOperation, Answer, Step } from "../model/operation.ts";

/** The credentials of the fake server. */
export interface TestCredentials {
  readonly username: string;
  readonly password: string;
}

/** A user of the fake server. Its JWTs contain no `name`, so the session fetches that from "me". */
export interface TestUser {
  readonly username: string;
  readonly name: string;
}

/** The account operations of the fake server. */
export type TestAccount = {
  readonly signUp: AccountOperation<TestCredentials, TestUser>;
  readonly rename: AccountOperation<{ readonly name: string }, TestUser>;
  readonly remove: AccountOperation<void, unknown>;
};

/** What the fake server says about the step `"code"`. */
export interface TestCodeData {
  readonly sentTo: string;
}

/** The steps of the fake server: a one-time code, for people who have one. */
export type TestSteps = {
  readonly code: Step<{ readonly code: string }, TestCodeData>;
};

/** The kinds of tokens that a fake server can issue. */
export type TokenKind = "pair" | "opaque" | "sliding" | "fixed";

/** The step that sends the one-time code, except for how its answer is read. */
const codeStep = {
  method: "POST",
  path: "token/code/",
  body: ({ input, ticket }) => ({ ...input, ticket }),
  rejects: is401,
  data: (given) => given as TestCodeData,
} as const satisfies TestSteps["code"];

/** Describes the fake server. */
export function describe(
  baseUrl: string,
  tokens: TokenKind,
): Backend<TestCredentials, TestUser, TestAccount, TestSteps> {
  const readTokens = tokens === "fixed" || tokens === "sliding" ? readToken : readWholePair;
  const readLogin = (body: unknown): LoginAnswer<TestUser> | undefined =>
    readPending(body) ?? readTokens(body);
  const account: TestAccount = {
    signUp: { method: "POST", path: "users/", body: (input) => input, read: readUser },
    rename: {
      method: "PATCH",
      path: "me/",
      signed: true,
      body: (input) => input,
      read: readUser,
      rejects: is401,
      after: "user",
    },
    remove: {
      method: "DELETE",
      path: "me/",
      signed: true,
      rejects: is401,
      after: "end",
    },
  };
  const common = {
    name: "testing",
    baseUrl,
    me: { method: "GET", path: "me/", signed: true, read: readUser, rejects: is401 },
    challenge: ({ status, body }) => {
      if (status !== 401) return undefined;
      return codeOf(body)?.startsWith("user_") ? "gone" : "refused";
    },
    account,
    steps: { code: { ...codeStep, read: readLogin } },
    login: {
      method: "POST",
      path: "token/",
      body: (input) => input,
      read: readLogin,
      rejects: is401,
    },
  } as const satisfies Partial<Backend<TestCredentials, TestUser, TestAccount, TestSteps>>;
  if (tokens === "fixed")
    return {
      ...common,
      lifecycle: "fixed",
      header: (access) => ["Authorization", `Token ${access}`],
      logout: { method: "POST", path: "token/logout/", signed: true, rejects: is401 },
    };
  const refresh = {
    method: "POST",
    path: "token/refresh/",
    rejects: ({ status, body }: Answer) => status === 401 && codeOf(body) !== undefined,
  } as const;
  const logout = { method: "POST", path: "token/blacklist/", rejects: is401 } as const;
  if (tokens === "sliding")
    return {
      ...common,
      lifecycle: "sliding",
      refresh: { ...refresh, body: ({ access }) => ({ token: access }), read: readToken },
      logout: { ...logout, body: ({ access }) => ({ token: access }) },
    };
  return {
    ...common,
    lifecycle: "pair",
    refresh: { ...refresh, body: ({ refresh: token }) => ({ refresh: token }), read: readPair },
    logout: { ...logout, body: ({ refresh: token }) => ({ refresh: token }) },
  };
}

/** Describes the fake server when it keeps its tokens in cookies. */
export function describeWithCookies(
  baseUrl: string,
  to: "auth" | "all",
): Backend<TestCredentials, TestUser, TestAccount, TestSteps> {
  const pair = describe(baseUrl, "pair");
  const read = (body: unknown): Grant<TestUser> | undefined => readCookieGrant(body, to);
  return {
    ...pair,
    login: { ...pair.login, read },
    refresh: pair.refresh && { ...pair.refresh, body: () => ({}), read },
    logout: { method: "POST", path: "token/blacklist/", rejects: is401 },
  };
}

/** With `"all"` the answer tells only how long the session goes on. */
function readCookieGrant(body: unknown, to: "auth" | "all"): Grant<TestUser> | undefined {
  if (to === "auth") return readPair(body);
  const { expires_in: seconds } = body as { readonly expires_in?: unknown };
  if (typeof seconds !== "number") return undefined;
  return { access: "", expiresIn: seconds * 1000 };
}

/** A login that waits for a code. */
function readPending(body: unknown): Pending | undefined {
  const [step, ticket, sentTo] = [
    textIn(body, "step"),
    textIn(body, "ticket"),
    textIn(body, "sentTo"),
  ];
  if (step === undefined) return undefined;
  return { pending: { step, ticket, data: { sentTo } } };
}

/** A login of a pair has both tokens. */
function readWholePair(body: unknown): Grant<TestUser> | undefined {
  const grant = readPair(body);
  if (grant?.refresh === undefined) return undefined;
  return grant;
}

function readToken(body: unknown): Grant<TestUser> | undefined {
  const access = textIn(body, "token");
  if (access === undefined) return undefined;
  return { access };
}

function readPair(body: unknown): Grant<TestUser> | undefined {
  const access = textIn(body, "access");
  if (access === undefined) return undefined;
  const seconds = (body as { readonly expires_in?: unknown }).expires_in;
  const expiresIn = typeof seconds === "number" ? seconds * 1000 : undefined;
  return { access, refresh: textIn(body, "refresh"), expiresIn };
}

function is401({ status }: { readonly status: number }): boolean {
  return status === 401;
}

function textIn(body: unknown, name: string): string | undefined {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  if (typeof value !== "string") return undefined;
  return value;
}

function codeOf(body: unknown): string | undefined {
  return textIn(body, "code");
}

function readUser(body: unknown): TestUser | undefined {
  const [username, name] = [textIn(body, "username"), textIn(body, "name")];
  if (username === undefined || name === undefined) return undefined;
  return { username, name };
}
