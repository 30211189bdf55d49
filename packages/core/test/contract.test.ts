// The published contract of backend descriptions: it finds planted faults, each of its promises can be broken, and servers of unusual
// kinds keep it.
import { readFileSync } from "node:fs";
import {
  type Backend,
  defineBackend,
  extendBackend,
  type Grant,
  type Operation,
  readFields,
} from "@sojourn/core";
import { backendPromises } from "@sojourn/core/contract";
import {
  type BackendStage,
  backendContract,
  createBrowser,
  createTokenServer,
  type TestCredentials,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";

type Described = Backend<TestCredentials, unknown>;
type Stage = BackendStage<TestCredentials, unknown>;

const credentials = { username: "alice", password: "correct horse" };
const wrong = { username: "alice", password: "battery staple" };

/** A stage on a fake server. `behind`: what stands between the page and the server. */
function stageOn(server: TokenServer, backend: Described, behind = server.fetch): Stage {
  const { clock } = server;
  const { ports, fetch } = createBrowser({ clock, fetch: behind }).openTab();
  return {
    backend,
    credentials,
    wrong,
    resource: "posts/",
    fetch,
    ports: { clock: ports.clock },
    wait: (ms) => clock.advance(ms),
    lifetime: server.accessLifetime,
    async deactivate() {
      const alice = server.people.get("alice");
      if (alice) alice.active = false;
    },
    remove: async () => void server.people.delete("alice"),
    async throttle() {
      const headers = { "Retry-After": "60" };
      server.fail("token/", { status: 429, headers, body: { detail: "Wait." } });
    },
  };
}

/** The names of the promises that a stage breaks. */
async function brokenOn(make: () => Stage): Promise<string[]> {
  const tests = new Map<string, () => Promise<void>>();
  backendContract((name, test) => tests.set(name, test), make(), make);
  const broken: string[] = [];
  for (const [name, test] of tests) await test().catch(() => broken.push(name));
  return broken;
}

interface Fault {
  /** The promise that it breaks, by the first words of its name. */
  readonly breaks: string;
  /** The server. Default: one with rotation. */
  readonly server?: TokenServerOptions;
  /** Plants the fault in the description. */
  plant(backend: Described): Described;
  /** Changes the stage. Default: nothing. */
  stage?(stage: Stage, server: TokenServer): Stage;
}

const faults: Readonly<Record<string, Fault>> = {
  "a user that is read from claims that the tokens do not have": {
    breaks: "a login resolves to the user",
    plant: ({ me, verify, ...rest }) => ({ ...rest, user: ({ email }) => email }),
  },
  "a login that finds no tokens in the answer": {
    breaks: "a login resolves to the user",
    plant: (backend) =>
      extendBackend(backend, { login: { read: (body) => (body as { data?: never }).data } }),
  },
  "a `rejects` at login that never rejects": {
    breaks: "a wrong password",
    plant: (backend) => extendBackend(backend, { login: { rejects: () => false } }),
  },
  "a `fields` that looks for another envelope": {
    breaks: "a wrong password",
    plant: (backend) =>
      extendBackend(backend, {
        fields: (body) => readFields((body as { errors?: object }).errors),
      }),
  },
  "no `means` for a server that throttles with a 400": {
    breaks: "a throttled login",
    plant: (backend) => backend,
    stage: (stage, server) => ({
      ...stage,
      throttle: async () =>
        void server.fail("token/", { status: 400, body: { detail: "Too many attempts." } }),
    }),
  },
  "a wrong header scheme": {
    breaks: "the server accepts a signed request",
    plant: (backend) =>
      extendBackend(backend, { header: (access) => ["Authorization", `JWT ${access}`] }),
  },
  "a resource that is open to everybody": {
    breaks: "the server accepts a signed request",
    plant: (backend) => backend,
    stage: (stage) => ({ ...stage, resource: async () => Response.json({}) }),
  },
  "a `verify` that is not signed": {
    breaks: "a reload keeps the session",
    server: { tokens: "fixed" },
    plant: ({ me, ...rest }) => ({
      ...rest,
      verify: { method: "GET", path: "me/", rejects: ({ status }) => status === 401 },
    }),
  },
  "a `challenge` that does not know the server's refusals": {
    breaks: "after a refusal",
    plant: (backend) =>
      extendBackend(backend, {
        challenge: ({ status }) => (status === 403 ? "refused" : undefined),
      }),
  },
  "a `read` that drops the refresh token of a rotation": {
    breaks: "each of three refreshes",
    plant: (backend) =>
      extendBackend(backend, {
        refresh: { read: (body) => ({ access: (body as { access: string }).access }) },
      }),
  },
  "a `read` that drops `expires_in`": {
    breaks: "the timer renews",
    server: { tokens: "opaque" },
    plant(backend) {
      const read = (body: unknown) => {
        const { access, refresh } = body as { access: string; refresh: string };
        return { access, refresh };
      };
      return extendBackend(backend, { login: { read }, refresh: { read } });
    },
  },
  "a `challenge` that takes every error for a refusal": {
    breaks: "a server that is down",
    plant: (backend) =>
      extendBackend(backend, {
        challenge: ({ status }) => (status >= 400 ? "refused" : undefined),
      }),
  },
  "a `rejects` at refresh that never rejects": {
    breaks: "tokens that the server does not know",
    plant: (backend) => extendBackend(backend, { refresh: { rejects: () => false } }),
  },
  "a logout at an address that the server does not know": {
    breaks: "a logout is told",
    plant: (backend) =>
      extendBackend(backend, { logout: { path: "token/forget/", rejects: () => false } }),
  },
  "a `rejects` at refresh that knows only the code of dead tokens": {
    breaks: "a deactivated user",
    plant: (backend) =>
      extendBackend(backend, {
        challenge: ({ status }) => (status === 401 ? "refused" : undefined),
        refresh: { rejects: ({ body }) => (body as { code?: string }).code === "token_not_valid" },
      }),
  },
  "a `challenge` that is never asked for deleted users": {
    breaks: "a deleted user",
    server: { tokens: "fixed" },
    plant: (backend) => extendBackend(backend, { challenge: () => undefined }),
  },
};

/** The whole name of a promise. */
function promiseOf(start: string): string {
  return backendPromises.find(({ name }) => name.startsWith(start))?.name ?? `no promise: ${start}`;
}

const short = { rotation: "rotate", accessLifetime: 15_000 } as const;

describe("the backend contract finds", () => {
  for (const [what, { breaks, server: options, plant, stage }] of Object.entries(faults))
    it(what, async () => {
      const broken = await brokenOn(() => {
        const server = createTokenServer({ ...short, ...options });
        const made = stageOn(server, plant(server.backend));
        return stage?.(made, server) ?? made;
      });
      expect(broken).toContain(promiseOf(breaks));
    });

  it("something for each of its promises", () => {
    const broken = Object.values(faults).map(({ breaks }) => promiseOf(breaks));
    expect(backendPromises.filter(({ name }) => !broken.includes(name))).toEqual([]);
  });
});

it("the backend contract has as many promises as the docs say", () => {
  const docs = readFileSync(new URL("../../../docs/backends.md", import.meta.url), "utf8");
  expect(docs).toContain(`It has ${backendPromises.length} promises`);
});

it("promises about what the server cannot do are left out", () => {
  const { backend } = createTokenServer({ tokens: "fixed" });
  const names: string[] = [];
  backendContract((name) => names.push(name), { backend, credentials, wrong, resource: "posts/" });
  for (const start of [
    "after a refusal",
    "each of three",
    "the timer",
    "a deactivated",
    "a deleted",
  ])
    expect(names).not.toContain(promiseOf(start));
  expect(names).toContain(promiseOf("a logout is told"));
});

/** The same request for another address of the fake server. */
async function passOn(
  server: TokenServer,
  path: string,
  request: Request,
  body?: object,
): Promise<Response> {
  const { method, headers } = request;
  const text = body ? JSON.stringify(body) : await request.text();
  const init = { method, headers, ...(method !== "GET" && { body: text }) };
  return server.fetch(new URL(path, server.baseUrl), init);
}

describe("a server with login and refresh at one address, asked with forms, keeps the contract:", () => {
  const make = (): Stage => {
    const server = createTokenServer({ ...short, tokens: "opaque" });
    const { read = () => undefined } = server.backend.login as Operation<unknown, Grant<never>>;
    const token = { method: "POST", path: "oauth/token", read } as const;
    const { login, refresh, ...rest } = server.backend;
    const backend = defineBackend({
      ...rest,
      login: {
        ...token,
        body: (input: TestCredentials) => new URLSearchParams({ grant_type: "password", ...input }),
        rejects: ({ status }) => status === 401,
      },
      refresh: {
        ...token,
        body: (tokens) =>
          new URLSearchParams({ grant_type: "refresh_token", refresh: `${tokens.refresh}` }),
        rejects: ({ status }) => status === 401,
      },
    });
    return stageOn(server, backend, async (input, init) => {
      const request = new Request(input, init);
      if (!request.url.endsWith("oauth/token")) return passOn(server, request.url, request);
      const { grant_type, ...form } = Object.fromEntries(await request.formData());
      return passOn(server, grant_type === "password" ? "token/" : "token/refresh/", request, form);
    });
  };
  backendContract(it, make(), make);
});

describe("a server with a path per user, a header of its own, a signed refresh and one-time codes keeps the contract:", () => {
  const make = (): BackendStage<
    TestCredentials,
    unknown,
    Record<never, never>,
    ReturnType<typeof steps>
  > => {
    const server = createTokenServer(short);
    const { account, challenge, login, ...rest } = server.backend;
    const header = (access: string) => ["X-Access-Token", access] as const;
    const backend = defineBackend({
      ...rest,
      header,
      login: {
        method: "POST",
        path: ({ username }: TestCredentials) => `people/${username}/login`,
        body: (input) => input,
        read: () => ({ pending: { step: "code", ticket: "t1" } }),
        rejects: ({ status }) => status === 401,
      },
      steps: steps(server),
      refresh: { ...(rest.refresh as NonNullable<typeof rest.refresh>), signed: true },
    });
    const behind: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      const access = request.headers.get("X-Access-Token");
      if (access) request.headers.set("authorization", `Bearer ${access}`);
      if (pathname.endsWith("/refresh/") && !access) return Response.json({}, { status: 401 });
      if (pathname.endsWith("/login") || pathname.endsWith("/code"))
        return passOn(server, "token/", request);
      return passOn(server, request.url, request);
    };
    const { throttle, deactivate, ...stage } = stageOn(server, server.backend, behind);
    return {
      ...stage,
      backend,
      async logIn(session) {
        await session.login(credentials).catch(() => {});
        return session.proceed({ code: "123456" });
      },
    };
  };
  backendContract(it, make(), make);
});

/** The second step of that server's login. It answers like the first one of the fake server. */
function steps(server: TokenServer) {
  return {
    code: {
      method: "POST",
      path: "code",
      body: ({ input }: { input: { code: string }; ticket: string }) =>
        input.code === "123456" ? credentials : wrong,
      read: server.backend.login.read as (body: unknown) => { access: string } | undefined,
      rejects: ({ status }: { status: number }) => status === 401,
    },
  } as const;
}
