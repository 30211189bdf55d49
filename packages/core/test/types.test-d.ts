// The types that flow from a backend to login, snapshot, account and listeners, without a cast.
import {
  type Claims,
  cookieMode,
  createSession,
  defineBackend,
  type ErrorWords,
  errorText,
  extendBackend,
  type HistoryEntry,
  isSessionError,
  type LoginOperation,
  type LoginOptions,
  type Reason,
  type ReasonWords,
  reasonText,
  type Session,
  type SessionError,
  type SessionErrorCode,
  type Snapshot,
  type Step,
} from "@sojourn/core";
import { expectTypeOf, test } from "vitest";

interface User {
  readonly id: number;
  readonly name: string;
}

const backend = defineBackend({
  baseUrl: "https://api.example.com/",
  login: {
    method: "POST",
    path: "sessions/",
    body: (input: { email: string; password: string }) => input,
    read: (body) => {
      const { token, user } = body as { token?: string; user?: User };
      return token && user ? { access: token, user } : undefined;
    },
  },
  account: {
    invite: {
      method: "POST",
      path: "invitations/",
      signed: true,
      body: (input: { email: string }) => input,
      read: (body: unknown) => (body as { code?: string }).code,
    },
  },
});
const session = createSession({ backend });

test("login takes the backend's credentials and gives its user", () => {
  expectTypeOf(session.login).parameter(0).toEqualTypeOf<{ email: string; password: string }>();
  expectTypeOf(session.login).returns.resolves.toEqualTypeOf<User>();
  // @ts-expect-error the backend asks for an e-mail address
  void (() => session.login({ username: "alice", password: "p" }));
});

test("the snapshot narrows by status", () => {
  const snapshot = session.getSnapshot();
  expectTypeOf(snapshot).toEqualTypeOf<Snapshot<User>>();
  expectTypeOf(snapshot.user).toEqualTypeOf<User | null>();
  expectTypeOf(snapshot.loggingIn).toEqualTypeOf<boolean>();
  if (snapshot.status === "authenticated") {
    expectTypeOf(snapshot.user).toEqualTypeOf<User>();
    expectTypeOf(snapshot.claims).toEqualTypeOf<Claims | null>();
    expectTypeOf(snapshot.expiresAt).toEqualTypeOf<number | null>();
    // @ts-expect-error a session that lives has no reason to have ended
    void snapshot.reason;
  } else if (snapshot.status === "unauthenticated") {
    expectTypeOf(snapshot.user).toEqualTypeOf<null>();
    expectTypeOf(snapshot.reason).toEqualTypeOf<Reason | null>();
    expectTypeOf(snapshot.error).toEqualTypeOf<SessionError | null>();
  } else {
    expectTypeOf(snapshot.status).toEqualTypeOf<"loading">();
    // @ts-expect-error nothing is known yet
    void snapshot.reason;
  }
  // @ts-expect-error snapshots are immutable
  void (() => (snapshot.loggingIn = true));
});

test("account operations take their input and give what they read", () => {
  expectTypeOf(session.account.invite).parameter(0).toEqualTypeOf<{ email: string }>();
  expectTypeOf(session.account.invite).returns.resolves.toEqualTypeOf<string>();
  // @ts-expect-error this backend offers no sign-up
  void session.account.signUp;
});

test("on narrows what it tells by type", () => {
  void (() => {
    session.on("ended", (happening) => {
      expectTypeOf(happening.reason).toEqualTypeOf<Reason>();
      expectTypeOf(happening.at).toEqualTypeOf<number>();
    });
    session.on("refresh-failed", ({ code, error, retryAt }) => {
      expectTypeOf(code).toEqualTypeOf<SessionErrorCode>();
      expectTypeOf(error).toEqualTypeOf<SessionError>();
      expectTypeOf(retryAt).toEqualTypeOf<number | null>();
    });
    session.on("*", (happening) => expectTypeOf(happening).toEqualTypeOf<HistoryEntry>());
    // @ts-expect-error there is no such happening
    session.on("finished", () => {});
  });
});

test("a switch over an error's code can be exhaustive", () => {
  const advise = (code: SessionErrorCode): string => {
    switch (code) {
      case "invalid-credentials":
      case "validation":
        return "correct";
      case "throttled":
      case "network":
      case "timeout":
      case "server":
        return "wait";
      case "rejected":
      case "unauthenticated":
      case "pending":
      case "session-changed":
        return "log in";
      case "not-supported":
      case "misconfigured":
        return "tell the developer";
      default:
        return code satisfies never;
    }
  };
  expectTypeOf(advise).returns.toEqualTypeOf<string>();
  const error: unknown = null;
  if (isSessionError(error)) expectTypeOf(error.code).toEqualTypeOf<SessionErrorCode>();
});

test("steps type what proceed takes and what the snapshot shows", () => {
  const stepped = createSession({
    backend: defineBackend({
      baseUrl: "https://api.example.com/",
      login: {
        method: "POST",
        path: "sessions/",
        body: (input: { email: string }) => input,
        read: (body) => {
          const { token, ticket } = body as { token?: string; ticket?: string };
          if (ticket) return { pending: { step: "totp", ticket } };
          return token ? { access: token, user: { id: 1, name: "Alice" } } : undefined;
        },
      },
      steps: {
        totp: {
          method: "POST",
          path: "sessions/totp/",
          headers: ({ ticket }) => ({ "x-ticket": ticket }),
          body: ({ input }: { input: { code: string }; ticket: string }) => input,
          data: (given: unknown) => ({ devices: given as readonly string[] }),
        },
      },
    }),
  });
  expectTypeOf(stepped.login).returns.resolves.toExtend<User>();
  expectTypeOf(stepped.proceed).parameter(0).toEqualTypeOf<{ code: string }>();
  const { pending } = stepped.getSnapshot();
  expectTypeOf(pending).toEqualTypeOf<{
    readonly step: "totp";
    readonly data: { devices: readonly string[] };
  } | null>();
  // @ts-expect-error a code is a text
  void (() => stepped.proceed({ code: 123456 }));
});

test("claims have the type that the backend's reader gives them", () => {
  const { getSnapshot } = createSession({
    backend: defineBackend({
      ...backend,
      claims: ({ role }) => (typeof role === "string" ? { role } : undefined),
    }),
  });
  const snapshot = getSnapshot();
  if (snapshot.status === "authenticated")
    expectTypeOf(snapshot.claims).toEqualTypeOf<{ role: string } | null>();
});

test("an operation that logs in resolves to the user, and takes the options of a login", () => {
  const { account } = createSession({
    backend: defineBackend({
      ...backend,
      account: {
        social: {
          method: "POST",
          path: "social/",
          body: (input: { code: string }) => input,
          read: (body: unknown) => body as { access: string; user: User },
          after: "login",
        },
      },
    }),
  });
  expectTypeOf(account.social).parameter(0).toEqualTypeOf<{ code: string }>();
  expectTypeOf(account.social).returns.resolves.toEqualTypeOf<User>();
  void (() => account.social({ code: "c" }, { remember: false }));
});

test("a session for several backends names the operations and steps that some of them have", () => {
  type Code = { code: string };
  type Some = { readonly social?: LoginOperation<Code, User> };
  type Steps = { readonly code?: Step<Code, { digits: number }> };
  type Several = Session<Code, User, Some, Steps>;
  const { account, getSnapshot, proceed } = {} as Several;
  expectTypeOf(account.social).toEqualTypeOf<
    ((input: Code, options?: LoginOptions) => Promise<User>) | undefined
  >();
  expectTypeOf(proceed).parameter(0).toEqualTypeOf<Code>();
  void (() =>
    expectTypeOf(getSnapshot().pending?.data).toEqualTypeOf<{ digits: number } | undefined>());
});

test("an extended backend has the types of its new functions, and keeps all others", () => {
  const extended = extendBackend(backend, {
    login: { body: (input: { email: string; password: string; tenant: string }) => input },
    user: ({ sub }) => (typeof sub === "string" ? { sub } : undefined),
    account: {
      leave: { method: "POST", path: "leave/", signed: true },
    },
  });
  const { login, account } = createSession({ backend: extended });
  expectTypeOf(login)
    .parameter(0)
    .toEqualTypeOf<{ email: string; password: string; tenant: string }>();
  expectTypeOf(login).returns.resolves.toEqualTypeOf<{ sub: string }>();
  expectTypeOf(account.invite).parameter(0).toEqualTypeOf<{ email: string }>();
  void account.leave;
  const cookies = cookieMode({ to: "auth" });
  const same = createSession({ backend: extendBackend(backend, { name: "mine", cookies }) });
  expectTypeOf(same.login).returns.resolves.toEqualTypeOf<User>();
});

test("a logout can be the handler of a button", () => {
  const onClick: (event: { readonly type: string }) => unknown = session.logout;
  void onClick;
  void (() => session.logout({ everywhere: true }));
  // @ts-expect-error there is no such option
  void (() => session.logout({ everywher: true }));
});

test("session.fetch is fetch, with one more option", () => {
  expectTypeOf(session.fetch).toExtend<typeof fetch>();
  void (() => session.fetch("health/", { method: "HEAD", session: false }));
  // @ts-expect-error it is a boolean
  void (() => session.fetch("health/", { session: "none" }));
});

test("words for people: a table may be partial, and a full one misses no code and no reason", () => {
  expectTypeOf(errorText).parameter(0).toEqualTypeOf<unknown>();
  expectTypeOf(errorText(new Error("x"), { network: "Offline." })).toEqualTypeOf<string>();
  // @ts-expect-error a code that does not exist
  void errorText(null, { offline: "Offline." });
  // @ts-expect-error a full table names every code
  void ({ network: "Offline.", other: "Oh." } satisfies ErrorWords);
  // @ts-expect-error a full table names every reason
  void ({ idle: "Inactive." } satisfies ReasonWords);
  void errorText(null, { throttled: ({ retryAfter }) => `Wait ${retryAfter?.toFixed()} ms.` });
  // @ts-expect-error nobody has logged out yet
  void reasonText(session.getSnapshot().reason);
});
