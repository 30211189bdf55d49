// Descriptions with a mistake in one of their functions: it is told by name, and costs nobody a session or an answer.
import {
  type Backend,
  createSession,
  type FullAnswer,
  isSessionError,
  SessionError,
} from "@sojourn/core";
import type { TestAccount, TestCredentials, TestSteps, TestUser } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, password, rejection } from "../support/stage.ts";

type Description = Partial<Backend<TestCredentials, TestUser, TestAccount, TestSteps>>;

const login = { username: "alice", password };
const good = createWorld().server.backend;
const mistake = new Error("a mistake in the description");
const throws = (): never => {
  throw mistake;
};
const { refresh, me } = good;
if (!refresh || !me) throw new Error("the fake server has both");

const refused = { status: 401, body: { detail: "No." } };

describe("a function that throws is named, as misconfigured,", () => {
  const atLogin: [name: string, backend: Description][] = [
    ["login.body", { login: { ...good.login, body: throws } }],
    ["login.read", { login: { ...good.login, read: throws } }],
    ["me.read", { me: { ...me, read: throws } }],
    ["header", { header: throws }],
    ["user", { me: undefined, user: throws }],
  ];
  it.each(atLogin)("at a login that would succeed (%s)", async (name, backend) => {
    const { session, failure } = createWorld({ backend });
    const error = await failure(session.login(login));
    expect(error).toMatchObject({ code: "misconfigured", cause: mistake });
    expect(error.message).toContain(`testing: ${name}() threw`);
    expect(error.message).not.toContain(mistake.message);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", loggingIn: false });
  });

  it("unless it knows itself what is wrong with the set-up", async () => {
    const read = (): never => {
      throw new SessionError("misconfigured", "Turn that setting off.");
    };
    const { session, failure } = createWorld({ backend: { login: { ...good.login, read } } });
    const error = await failure(session.login(login));
    expect(error).toMatchObject({ code: "misconfigured", status: 200 });
    expect(error.message).toContain("Turn that setting off.");
    expect(error.message).not.toContain("threw");
  });

  it("also if it throws an error that means something else", async () => {
    const read = (): never => {
      throw new SessionError("rejected", "No.");
    };
    const { session, failure } = createWorld({ backend: { login: { ...good.login, read } } });
    const error = await failure(session.login(login));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("testing: login.read() threw");
  });

  const atRefusal: [name: string, backend: Description][] = [
    ["login.rejects", { login: { ...good.login, rejects: throws } }],
    ["fields", { fields: throws }],
  ];
  it.each(atRefusal)("at a login that is refused (%s)", async (name, backend) => {
    const { session, failure, server } = createWorld({ backend });
    server.fail("token/", refused);
    const error = await failure(session.login(login));
    expect(error).toMatchObject({ code: "misconfigured", cause: mistake });
    expect(error.message).toContain(`testing: ${name}() threw`);
    expect(server.requests).toHaveLength(1);
  });

  const atRefresh: [name: string, backend: Description][] = [
    ["refresh.body", { refresh: { ...refresh, body: throws } }],
    ["refresh.rejects", { refresh: { ...refresh, rejects: throws } }],
    ["fields", { fields: throws }],
  ];
  it.each(atRefresh)("at a refresh, and nobody is called offline (%s)", async (name, backend) => {
    const { session, failure, logIn, server } = createWorld({ backend });
    await logIn();
    server.revoke("refresh");
    const error = await failure(session.refresh());
    expect(error).toMatchObject({ code: "misconfigured", cause: mistake });
    expect(error.message).toContain(`testing: ${name}() threw`);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
  });

  it("a `header` that throws is named at a request", async () => {
    let isBroken = false;
    const header = (access: string): readonly [string, string] =>
      isBroken ? throws() : ["Authorization", `Bearer ${access}`];
    const { session, failure, logIn } = createWorld({ backend: { header } });
    await logIn();
    isBroken = true;
    const error = await failure(session.fetch("posts/"));
    expect(error).toMatchObject({ code: "misconfigured", cause: mistake });
    expect(error.message).toContain("testing: header() threw");
  });

  it("a `challenge` that throws is named at a refused request", async () => {
    const { session, failure, logIn, server } = createWorld({ backend: { challenge: throws } });
    await logIn();
    server.revoke();
    const error = await failure(session.fetch("posts/"));
    expect(error).toMatchObject({ code: "misconfigured", cause: mistake });
    expect(error.message).toContain("testing: challenge() threw");
  });

  it("a `body` or `read` that throws is named at an account operation", async () => {
    const signUp = {
      ...good.account?.signUp,
      method: "POST",
      path: "users/",
      body: throws,
    } as const;
    const account = { ...good.account, signUp } as TestAccount;
    const { session, failure } = createWorld({ backend: { account } });
    const error = await failure(session.account.signUp(login));
    expect(error).toMatchObject({ code: "misconfigured", cause: mistake });
    expect(error.message).toContain("testing: account.signUp.body() threw");
  });
});

it("a `challenge` that throws for a successful answer is reported, and the answer still arrives", async () => {
  const { session, run, logIn, browser } = createWorld({ backend: { challenge: throws } });
  await logIn();
  expect((await run(session.fetch("posts/"))).status).toBe(200);
  expect(browser.reported).toMatchObject([{ code: "misconfigured", cause: mistake }]);
});

it("`fields` is not called for HTML or an empty body", async () => {
  const { session, failure, server } = createWorld({ backend: { fields: throws } });
  for (const body of ["<h1>Bad gateway</h1>", undefined]) {
    const heal = server.fail("token/", { status: 502, ...(body && { body }) });
    expect(await failure(session.login(login))).toMatchObject({ code: "server", fields: {} });
    heal();
  }
});

it("a backend description can consist of class methods", async () => {
  class Login {
    readonly method = "POST";
    readonly path = "token/";
    readonly scope = "all";
    body(input: TestCredentials) {
      return { ...input, scope: this.scope };
    }
    read(body: unknown, answer: FullAnswer) {
      return this.scope === "all" ? good.login.read?.(body, answer) : undefined;
    }
  }
  const { session, run } = createWorld({ backend: { login: new Login() } });
  expect(await run(session.login(login))).toMatchObject({ name: "Alice" });
});

describe("a user that JSON cannot hold is misconfigured", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const users = [
    ["a BigInt", { id: 12345678901234567890n }],
    ["a cycle", cycle],
    ["a function", () => "alice"],
  ] as const;

  it.each(users)("out of a login (%s)", async (_, user) => {
    const read = (body: unknown, answer: FullAnswer) => {
      const grant = good.login.read?.(body, answer);
      return grant && { ...grant, user: user as never };
    };
    const { session, failure } = createWorld({ backend: { login: { ...good.login, read } } });
    const error = await failure(session.login(login));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("login.read() returns a user that JSON cannot hold");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", loggingIn: false });
  });

  it.each(users)("out of me, claims and account operations (%s)", async (_, user) => {
    const read = (): never => user as never;
    const asked = createWorld({ backend: { me: { ...me, read } } });
    expect((await asked.failure(asked.session.login(login))).message).toContain(
      "me.read() returns",
    );
    const claimed = createWorld({ backend: { me: undefined, user: read } });
    expect((await claimed.failure(claimed.session.login(login))).message).toContain(
      "user() returns",
    );
    const account = { ...good.account, rename: { ...good.account?.rename, read } } as TestAccount;
    const renamed = createWorld({ backend: { account } });
    await renamed.logIn();
    const error = await renamed.failure(renamed.session.account.rename({ name: "Ada" }));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("account.rename.read() returns");
    expect(renamed.session.getSnapshot().user).toMatchObject({ name: "Alice" });
  });
});

describe("a token that cannot be used is refused when it comes, and stands in no message", () => {
  it.each([
    ["a line break", "sec\nret"],
    ["a zero", "sec\0ret"],
    ["an emoji", "secret😀"],
  ])(
    "a token that contains %s is refused at login, and appears in no message",
    async (_, access) => {
      const read = () => ({ access, refresh: "r", user: { username: "alice", name: "Alice" } });
      const { session, failure } = createWorld({ backend: { login: { ...good.login, read } } });
      const error = await failure(session.login(login));
      expect(error.code).toBe("misconfigured");
      expect(error.message).toContain("header() returns a header that no request can carry");
      expect(`${error.message} ${error.cause}`).not.toMatch(/sec.?ret/);
      expect(session.getSnapshot().status).toBe("unauthenticated");
    },
  );

  it.each([
    ["empty", { access: "" }],
    ["blank", { access: " " }],
    ["a number", { access: 7 }],
    ["no text to renew it with", { access: "a", refresh: 7 }],
  ])("a token that is %s is refused at login, and appears in no message", async (_, grant) => {
    const read = () => grant as never;
    const { session, failure } = createWorld({ backend: { login: { ...good.login, read } } });
    const error = await failure(session.login(login));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toMatch(/login\.read\(\) returns (no access|a refresh) token/);
  });

  it("an unusable token from a refresh is refused, and the session stays", async () => {
    const read = () => ({ access: "sec\nret" });
    const { session, failure, logIn } = createWorld({ backend: { refresh: { ...refresh, read } } });
    await logIn();
    const error = await failure(session.refresh());
    expect(error.code).toBe("misconfigured");
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});

it.each(["", "-mine", "\ud800", "a\udc00b", 7])(
  "a session name that not all browsers accept as a lock name is refused at once (%j)",
  (name) => {
    const make = () => createSession({ backend: good, name: name as string });
    expect(make).toThrow(expect.objectContaining({ code: "misconfigured" }));
    expect(make).toThrow(/^name is .*Write/);
  },
);

it("an invalid path is misconfigured, and nothing is sent", async () => {
  const { session, server } = createWorld({
    backend: { login: { ...good.login, path: "http://" } },
  });
  const error = await rejection(session.login(login));
  expect(isSessionError(error) && error.code).toBe("misconfigured");
  expect(error.message).toContain("POST http:// cannot be sent");
  expect(server.requests).toEqual([]);
});

it("claims that are no object are told at the login, because no record could be read again with them", async () => {
  const read = (body: unknown) => {
    const grant = good.login.read?.(body, {} as FullAnswer);
    return { access: "", ...grant, claims: "everything" as never };
  };
  const { session, failure } = createWorld({ backend: { login: { ...good.login, read } } });
  const error = await failure(session.login(login));
  expect(error).toMatchObject({ code: "misconfigured" });
  expect(error.message).toContain("claims that are no object");
});
