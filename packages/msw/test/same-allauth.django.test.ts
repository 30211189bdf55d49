// The mock of allauth headless beside the real one: the same requests to both, the same answers from both.
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MockServer, memoryStore, mockAllauthHeadless } from "../src/index.ts";

type Json = Readonly<Record<string, unknown>>;

/** One of the two servers. */
interface Side {
  readonly url: string;
  /** What the newest mail to this user holds: a key, or a code. */
  mailed(username: string): Promise<string>;
  /** What the user's authenticator app shows. */
  code(username: string): Promise<string>;
  /** The session token and the access token that were answered last. */
  readonly held: { session?: string; access?: string; refresh?: string };
}

const password = "correct-horse-1";
const settings = [
  ["allauth", "link"],
  ["allauth", "code"],
  ["allauth-jwt", "link"],
  ["allauth-jwt", "code"],
] as const;

let real: { url: string; stop(): Promise<void> };
const network = setupServer();
beforeAll(async () => {
  network.listen({ onUnhandledFrame: "bypass" });
  const address = new URL("../../../playground/django/server.mjs", import.meta.url);
  const { startDjango } = await import(address.href);
  real = await startDjango({ env: {} });
});
afterAll(async () => {
  network.close();
  await real.stop();
});

async function control(path: string, body: object): Promise<void> {
  await fetch(`${real.url}/control/${path}/`, { method: "POST", body: JSON.stringify(body) });
}

async function ask(path: string): Promise<Json> {
  return (await (await fetch(`${real.url}/control/${path}`)).json()) as Json;
}

function realSide(prefix: string): Side {
  return {
    url: `${real.url}/${prefix}/`,
    held: {},
    async mailed(username) {
      const { mails } = (await ask(`mail/?user=${username}`)) as { mails: Json[] };
      return String(mails[0]?.key ?? mails[0]?.code);
    },
    code: async (username) => String((await ask(`totp/?user=${username}`)).code),
  };
}

function mockSide(url: string, mock: MockServer): Side {
  return {
    url,
    held: {},
    async mailed(username) {
      const mails = await mock.mails();
      return mails.find(({ to }) => to.startsWith(`${username}@`))?.token ?? "";
    },
    code: async () => "123456",
  };
}

/** Sends a request, and tells its answer without what no two servers share. */
async function answer(
  side: Side,
  [method, path, body, carried = "session"]: Step,
): Promise<object> {
  const { held } = side;
  const headers: Record<string, string> = { accept: "application/json" };
  if (body) headers["content-type"] = "application/json";
  if (carried === "session" && held.session) headers["x-session-token"] = held.session;
  if (carried === "access") headers.authorization = `Bearer ${held.access}`;
  if (carried === "garbage") headers["x-session-token"] = "garbage";
  const response = await fetch(side.url + path, {
    method,
    headers,
    ...(body && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text && response.headers.get("content-type") === "application/json";
  const { meta, data } = json ? JSON.parse(text) : {};
  if (meta?.session_token) held.session = meta.session_token;
  held.access = meta?.access_token ?? data?.access_token ?? held.access;
  held.refresh = meta?.refresh_token ?? data?.refresh_token ?? held.refresh;
  const hidden = (name: string, value: unknown) =>
    /_token$|^at$|^id$/.test(name) && value !== null && typeof value !== "object"
      ? `<${typeof value === "number" ? "number" : name}>`
      : value;
  const shown = json
    ? JSON.parse(text, (name, value) =>
        name === "id" && typeof value === "string" ? value : hidden(name, value),
      )
    : text.length > 0;
  return { step: `${method} ${path}`, status: response.status, shown };
}

type Step = readonly [
  method: string,
  path: string,
  body?: object | string | undefined,
  carried?: "session" | "access" | "garbage" | "nothing",
];

describe.for(settings)("%s, verification by %s", ([prefix, by]) => {
  const app = "_allauth/app/v1/";
  const isJwt = prefix === "allauth-jwt";
  let sides: readonly [Side, Side];

  beforeAll(async () => {
    await control("reset", {});
    await control("settings", {
      allauth: { emailVerification: "mandatory", verifyByCode: by === "code" },
    });
    await control("users", { username: "tia", create: true, totp: true });
    const users = ["alice", "bob", "carol", "dave", "erin"].map((username) => ({ username }));
    const url = `https://${prefix}-${by}.example/`;
    const mock = mockAllauthHeadless({
      baseUrl: url,
      store: memoryStore(),
      users: [...users, { username: "tia", totp: "123456" }],
      strategy: isJwt ? "jwt" : "session",
      emailVerification: "mandatory",
      verifyByCode: by === "code",
      loginByCode: true,
      providers: ["fake"],
      failedLogins: Number.POSITIVE_INFINITY,
      access: 60_000,
    });
    network.use(...mock.handlers);
    sides = [realSide(prefix), mockSide(url, mock)];
  });

  async function same(make: (side: Side) => Step | Promise<Step>): Promise<void> {
    const answers = [];
    for (const side of sides) answers.push(await answer(side, await make(side)));
    expect(answers[1]).toEqual(answers[0]);
  }

  async function all(...steps: readonly Step[]): Promise<void> {
    for (const step of steps) await same(() => step);
  }

  function forget(): void {
    for (const { held } of sides) delete held.session;
  }

  test("logins that fail, and what belongs to nobody", async () => {
    forget();
    await all(
      ["GET", `${app}auth/session`],
      ["DELETE", `${app}auth/session`],
      ...["{", "[]", "{}"].map((body): Step => ["POST", `${app}auth/login`, body]),
      ["POST", `${app}auth/login`, { username: "", password: "" }],
      ["POST", `${app}auth/login`, { username: 5, password: {} }],
      ["POST", `${app}auth/login`, { username: "alice", password: "x" }],
      ["POST", `${app}auth/login`, { username: "nobody", password: "x" }],
      ["GET", `${app}auth/login`],
      ["POST", `${app}auth/login`, { username: "alice", password }, "garbage"],
      ["POST", `${app}auth/2fa/authenticate`, { code: "000000" }],
      ["POST", `${app}account/password/change`, { current_password: "x", new_password: "y" }],
      ["GET", "me/"],
      ["GET", "me/", undefined, "garbage"],
      ["POST", `${app}auth/nothing`, {}],
    );
  });

  test("a login, its session, a new password, a logout", async () => {
    forget();
    const change = (current_password: string, new_password: string): Step => [
      "POST",
      `${app}account/password/change`,
      { current_password, new_password },
      isJwt ? "access" : "session",
    ];
    const signed = isJwt ? "access" : "session";
    await all(
      ["POST", `${app}auth/login`, { username: "alice", password }],
      ["POST", `${app}auth/login`, { username: "alice", password }],
      ["GET", `${app}auth/session`, undefined, signed],
      ["GET", "me/", undefined, signed],
      ["PUT", `${app}account/email`, { email: "nobody@example.test" }, signed],
      change("wrong", "brand-new-horse-2"),
      change(password, "123"),
      change(password, "brand-new-horse-2"),
      ["GET", `${app}auth/session`],
      ["GET", "me/", undefined, signed],
      ["DELETE", `${app}auth/session`],
      ["DELETE", `${app}auth/session`],
    );
  });

  test("a second factor", async () => {
    forget();
    await all(
      ["POST", `${app}auth/login`, { username: "tia", password }],
      ["GET", `${app}auth/session`],
      ["POST", `${app}auth/2fa/authenticate`, { code: "000000" }],
      ["POST", `${app}auth/2fa/authenticate`, {}],
    );
    const proof = async (side: Side): Promise<Step> => {
      return ["POST", `${app}auth/2fa/authenticate`, { code: await side.code("tia") }];
    };
    await same(proof);
    await all(["GET", `${app}auth/session`]);
  });

  test("a sign-up whose address must be verified", async () => {
    forget();
    const zoe = { username: "zoe", email: "zoe@example.test", password: "brand-new-horse-1" };
    await all(
      ["POST", `${app}auth/signup`, { username: "alice", password: "123" }],
      ["POST", `${app}auth/signup`, zoe],
      ["GET", `${app}auth/session`],
      ["POST", `${app}auth/email/verify`, { key: "wrong" }],
      ["POST", `${app}auth/email/verify`, {}],
    );
    const verify = async (side: Side): Promise<Step> => {
      return ["POST", `${app}auth/email/verify`, { key: await side.mailed("zoe") }];
    };
    await same(verify);
    await all(["GET", `${app}auth/session`]);
    forget();
    await all(["POST", `${app}auth/login`, { username: "zoe", password: zoe.password }]);
  });

  test("codes that are wrong too often", async () => {
    forget();
    const zac = { username: "zac", email: "zac@example.test", password: "brand-new-horse-1" };
    const wrong: Step = ["POST", `${app}auth/email/verify`, { key: "AAAA-BBBB" }];
    await all(["POST", `${app}auth/signup`, zac], wrong, wrong, wrong, wrong);
    await all(["GET", `${app}auth/session`]);
  });

  test("a code by mail", async () => {
    forget();
    await all(["POST", `${app}auth/code/request`, { email: "bob@example.test" }]);
    await all(["POST", `${app}auth/code/confirm`, { code: "AAAA-BBBB" }]);
    const proof = async (side: Side): Promise<Step> => {
      return ["POST", `${app}auth/code/confirm`, { code: await side.mailed("bob") }];
    };
    await same(proof);
  });

  test("a forgotten password", async () => {
    forget();
    const reset = async (side: Side, to: string): Promise<Step> => {
      return [
        "POST",
        `${app}auth/password/reset`,
        { key: await side.mailed("carol"), password: to },
      ];
    };
    await all(
      ["POST", `${app}auth/password/request`, { email: "nobody@example.test" }],
      ["POST", `${app}auth/password/request`, { email: "carol@example.test" }],
      ["POST", `${app}auth/password/reset`, { key: "x", password: "brand-new-horse-2" }],
    );
    for (const to of ["123", "brand-new-horse-2", "brand-new-horse-2"])
      await same((side) => reset(side, to));
  });

  if (isJwt)
    test("refresh tokens", async () => {
      forget();
      await all(
        ["POST", `${app}auth/login`, { username: "dave", password }],
        ["POST", `${app}tokens/refresh`, {}, "nothing"],
        ["POST", `${app}tokens/refresh`, { refresh_token: "x" }, "nothing"],
      );
      const old = sides.map(({ held }) => held.refresh);
      const renew = (side: Side): Step => [
        "POST",
        `${app}tokens/refresh`,
        { refresh_token: side.held.refresh },
        "nothing",
      ];
      await same(renew);
      await same((side) => [
        "POST",
        `${app}tokens/refresh`,
        { refresh_token: old[sides.indexOf(side)] },
        "nothing",
      ]);
      await all(["DELETE", `${app}auth/session`, undefined, "access"]);
      await same(renew);
      await all(["GET", "me/", undefined, "access"]);
    });
});
