/** The fake token server described as a backend, so that tests need no package besides this one. */
import type { AccountOperation, Backend } from "../backend.ts";

/** What the fake server's login takes. */
export interface TestCredentials {
  readonly username: string;
  readonly password: string;
}

/** What the fake server tells about a user. Its JWTs know no `name`: it is asked for with the "me" endpoint. */
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

/** Describes the fake server. */
export function describe(
  baseUrl: string,
  isFixed: boolean,
): Backend<TestCredentials, TestUser, TestAccount> {
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
    challenge: ({ status, body }) =>
      status !== 401 ? undefined : `${codeOf(body)}`.startsWith("user_") ? "gone" : "refused",
    account,
  } as const satisfies Partial<Backend<TestCredentials, TestUser, TestAccount>>;
  if (isFixed)
    return {
      ...common,
      lifecycle: "fixed",
      header: (access) => ["Authorization", `Token ${access}`],
      login: {
        method: "POST",
        path: "token/",
        body: (input) => input,
        read: (body) => {
          const access = textIn(body, "token");
          return access === undefined ? undefined : { access };
        },
        rejects: is401,
      },
      logout: { method: "POST", path: "token/logout/", signed: true, rejects: is401 },
    };
  return {
    ...common,
    lifecycle: "pair",
    login: {
      method: "POST",
      path: "token/",
      body: (input) => input,
      read: (body) => {
        const [access, refresh] = [textIn(body, "access"), textIn(body, "refresh")];
        return access === undefined || refresh === undefined ? undefined : { access, refresh };
      },
      rejects: is401,
    },
    refresh: {
      method: "POST",
      path: "token/refresh/",
      body: ({ refresh }) => ({ refresh }),
      read: (body) => {
        const access = textIn(body, "access");
        return access === undefined ? undefined : { access, refresh: textIn(body, "refresh") };
      },
      rejects: ({ status, body }) => status === 401 && codeOf(body) !== undefined,
    },
    logout: {
      method: "POST",
      path: "token/blacklist/",
      body: ({ refresh }) => ({ refresh }),
      rejects: is401,
    },
  };
}

function is401({ status }: { readonly status: number }): boolean {
  return status === 401;
}

function textIn(body: unknown, name: string): string | undefined {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}

function codeOf(body: unknown): string | undefined {
  return textIn(body, "code");
}

function readUser(body: unknown): TestUser | undefined {
  const [username, name] = [textIn(body, "username"), textIn(body, "name")];
  return username === undefined || name === undefined ? undefined : { username, name };
}
