// The typical mistakes of a set-up, each with what it is answered. The table stands in docs/troubleshooting.md.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cookieStorage, createSession, isSessionError } from "@sojourn/core";
import type { Fault } from "@sojourn/core/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installAdvice } from "../src/advice.ts";
import { createWorld, type World, type WorldOptions } from "./support/stage.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
const html = "<!doctype html><title>Welcome</title>";
const unauthorized = { status: 401, body: { detail: "Credentials were not provided." } };
const none = undefined as never;

/** Everything that developers read: on the console, and in errors. */
let told: string[] = [];
beforeEach(() => {
  told = [];
  vi.spyOn(console, "warn").mockImplementation((message) => void told.push(`${message}`));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Notes what a call throws, or what its promise rejects with. */
async function hear(world: World, call: () => unknown): Promise<void> {
  try {
    const outcome = Promise.resolve(call());
    outcome.catch(() => {});
    await world.clock.advance(20_000);
    await outcome;
  } catch (error) {
    if (!isSessionError(error)) throw error;
    told.push(`${error.code}: ${error.message}`, JSON.stringify(error.fields));
  }
}

/** A login against a server of which this path fails. */
const login = (path: string, fault: Fault) => async (): Promise<void> => {
  const world = createWorld({ backend: { name: "simpleJwt" } });
  world.server.fail(path, fault);
  await hear(world, () => world.session.login({ username: "alice", password: "correct horse" }));
};

/** A login whose arguments JavaScript lets pass. */
const loginWith =
  (...args: unknown[]) =>
  async (): Promise<void> => {
    const world = createWorld();
    await hear(world, () => Reflect.apply(world.session.login, null, args));
  };

/** A session with these options. */
const options = (given: object) => async (): Promise<void> => {
  const world = createWorld();
  await hear(world, () => world.open(given));
};

/** Whatever somebody passes to `createSession`. */
const create = (given: unknown) => async (): Promise<void> => {
  await hear(createWorld(), () => createSession(given as never));
};

/** A request of somebody who is logged in. The API is at https://api.example.com/api/ unless the world says otherwise. */
const request =
  (url: string, world: WorldOptions = {}) =>
  async (): Promise<void> => {
    const { logIn, run, session } = createWorld(world);
    await logIn();
    await run(session.fetch(url));
  };

/** Login works without a user endpoint, and the first request is refused. */
async function freshRefused(): Promise<void> {
  const world = createWorld({
    backend: { me: none, user: () => ({ username: "alice", name: "A" }) },
  });
  await world.logIn();
  world.server.fail("posts/", unauthorized);
  await world.run(world.session.fetch("posts/"));
}

/** The browser hides the server's answers from this page. */
async function corsRefused(): Promise<void> {
  const world = createWorld({
    options: {
      fetch: async (_, { mode } = {}) => {
        if (mode !== "no-cors") throw new TypeError("Failed to fetch");
        return Object.defineProperty(new Response(), "type", { value: "opaque" });
      },
    },
  });
  await hear(world, () => world.session.login({ username: "alice", password: "correct horse" }));
}

/** A POST whose path lacks its slash, answered as a browser shows it that followed the redirect. */
async function redirected(): Promise<void> {
  const world = createWorld();
  await world.logIn();
  const { fetch: send } = world.tab;
  const session = world.open({
    fetch: async (input, init) => {
      if (input !== "https://api.example.com/api/posts") return send(input, init);
      const url = { value: "https://api.example.com/api/posts/" };
      return Object.defineProperties(new Response("[]"), { redirected: { value: true }, url });
    },
  }).session;
  await world.run(session.fetch("posts", { method: "POST", body: "{}" }));
}

/** A page whose HTTP client nobody has attached to the session: the browser lists its request, which was refused. */
async function sentPastTheSession(url = "https://api.example.com/api/posts/"): Promise<void> {
  const page = openListingPage();
  const { server } = createWorld();
  const session = createSession({
    backend: server.backend,
    fetch: server.fetch,
    storage: "memory",
  });
  const login = session.login({ username: "alice", password: "correct horse" });
  await server.clock.advance();
  await login;
  await session.fetch("profile/");
  await session.fetch("health/", { session: false });
  page.list({ name: url, initiatorType: "xmlhttprequest", startTime: 1e6, responseStatus: 401 });
}

/** A page of a browser with a list of requests. */
function openListingPage() {
  let list: (entry: object) => void = () => {};
  vi.stubGlobal("document", { baseURI: "https://app.example.com/" });
  vi.stubGlobal(
    "PerformanceObserver",
    class {
      constructor(heard: (entries: { getEntries(): readonly object[] }) => void) {
        list = (entry) => heard({ getEntries: () => [entry] });
      }
      observe() {}
    },
  );
  installAdvice();
  return { list: (entry: object) => list(entry) };
}

async function listened(): Promise<void> {
  const { session } = createWorld();
  session.on("logout" as never, () => {});
}

const { backend } = createWorld().server;
const mistakes: [mistake: string, told: string, provoke: () => Promise<void>][] = [
  [
    "a wrong path of the login",
    "POST https://api.example.com/api/token/ answered 404 (text/html).",
    login("token/", { status: 404, body: html }),
  ],
  [
    "no slash at the end of the path",
    "answered 405 (application/json). simpleJwt expects a different answer. Check baseUrl, the path and its trailing slash.",
    login("token/", { status: 405, body: {} }),
  ],
  [
    "a wrong scheme, with a user endpoint",
    'me/ refused the new token. It was sent as "Authorization: Bearer ...". Check the scheme',
    login("me/", unauthorized),
  ],
  [
    "a wrong scheme, without one",
    'The server refused a token that it had just issued. It was sent as "Authorization: Bearer ...". Check the scheme',
    freshRefused,
  ],
  [
    "https for a server that speaks http",
    "got no answer. Check that the server is up, that it speaks https,",
    login("token/", "hang"),
  ],
  [
    "CORS",
    "answers, but not to this page. Allow the page's origin on the server (CORS_ALLOWED_ORIGINS).",
    corsRefused,
  ],
  ["the server is down", "got no answer. Check that the server is up", login("token/", "network")],
  [
    "the server answers with a page",
    "answered 200 (text/html). simpleJwt expects a different answer.",
    login("token/", { status: 200, body: html }),
  ],
  [
    "a backend of another kind",
    'with the members "key". simpleJwt expects a different answer.',
    login("token/", { status: 200, body: { key: "k" } }),
  ],
  [
    "a wrong name of a field",
    '{"username":["This field is required."]}',
    loginWith({ user: "alice", password: "correct horse" }),
  ],
  [
    "`login()` without arguments",
    '{"username":["This field is required."],"password":["This field is required."]}',
    loginWith(),
  ],
  [
    '`login("alice", "pw")`',
    "login() takes one object. Write login({ username, password }).",
    loginWith("alice", "pw"),
  ],
  [
    "a `baseUrl` without a scheme",
    'An address is localhost:8000/api/. Write "https://api.example.com/", or "/api/".',
    create({ backend: { ...backend, baseUrl: "localhost:8000/api/" } }),
  ],
  [
    "`baseURL`, or no `baseUrl`",
    'baseUrl is undefined. Write it with this spelling: baseUrl: "https://api.example.com/"',
    create({ backend: { ...backend, baseUrl: none, baseURL: "/api/" } }),
  ],
  [
    "a backend that is not called",
    "backend is function. Write backend: simpleJwt({ baseUrl:",
    create({ backend: () => backend }),
  ],
  [
    "a text for the backend",
    "backend is string. Write backend: simpleJwt({ baseUrl:",
    create({ backend: "/api/" }),
  ],
  ["no backend", "backend is undefined. Write backend: simpleJwt({ baseUrl:", create({})],
  ["no options", "backend is undefined. Write backend: simpleJwt({ baseUrl:", create(undefined)],
  [
    "seconds for `idle.timeout`",
    "idle.timeout is 900 milliseconds. If you mean seconds, write 900 * 1000.",
    options({ idle: { timeout: 900 } }),
  ],
  [
    "seconds for `idle.warning`",
    "idle.warning is 60 milliseconds. If you mean seconds, write",
    options({ idle: { timeout: 900_000, warning: 60 } }),
  ],
  [
    "seconds for `maxAge`",
    "maxAge is 28800 milliseconds. If you mean seconds, write",
    options({ maxAge: 28_800 }),
  ],
  [
    "seconds for `maxAgeWarning`",
    "maxAgeWarning is 60 milliseconds. If you mean seconds, write",
    options({ maxAge: 28_800_000, maxAgeWarning: 60 }),
  ],
  [
    "seconds for `timeout`",
    "timeout is 15 milliseconds. If you mean seconds, write",
    options({ timeout: 15 }),
  ],
  [
    "seconds for `leeway`",
    "leeway is 60 milliseconds. If you mean seconds, write",
    options({ leeway: 60 }),
  ],
  [
    "seconds for `maxAge` of a cookie",
    "cookieStorage: maxAge is 86400 milliseconds. If you mean seconds, write 86400 * 1000.",
    async () => void cookieStorage({ name: "token", maxAge: 86_400 }),
  ],
  [
    "an option that does not exist",
    'There is no option "idleTimeout". Write idle: { timeout: … }.',
    options({ idleTimeout: 900_000 }),
  ],
  [
    "a misspelled option",
    'There is no option "leaway". Write leeway.',
    options({ leaway: 60_000 }),
  ],
  [
    "an option of the backend",
    'There is no option "path". Write paths in the backend:',
    options({ path: "token/" }),
  ],
  [
    "an event that does not exist",
    'There is no history entry "logout", so this listener is never called. Write "ended"',
    listened,
  ],
  ["`idle: 900000`", "idle is 900000. Write { timeout: 900000 }.", options({ idle: 900_000 })],
  [
    '`storage: "localStorage"`',
    "storage is localStorage. Write local, session or memory.",
    options({ storage: "localStorage" }),
  ],
  [
    "`storage: localStorage`",
    "storage is [object Storage]. Write local, session or memory.",
    options({ storage: { [Symbol.toStringTag]: "Storage", getItem() {} } }),
  ],
  [
    "a path with a leading slash",
    'it is not below baseUrl, https://api.example.com/api/. An address that starts with a slash leaves baseUrl: write "posts/".',
    request("/posts/"),
  ],
  [
    "`127.0.0.1` for `localhost`",
    "127.0.0.1 and localhost are different hosts to a browser: write the same one in both addresses.",
    request("http://127.0.0.1:8000/api/posts/", { baseUrl: "http://localhost:8000/api/" }),
  ],
  [
    "`next` links with http",
    'It differs in the scheme, http://. Behind a proxy Django writes such links ("next"): set SECURE_PROXY_SSL_HEADER there.',
    request("http://api.example.com/api/posts/?page=2"),
  ],
  [
    "an API on another host",
    'If it may have the token, write allow: ["https://files.example.org/"].',
    request("https://files.example.org/posts/"),
  ],
  [
    "a POST that a redirect turns into GET",
    "It was redirected to https://api.example.com/api/posts/. After a 301 or 302 the browser sends GET, without the body. Write that address.",
    redirected,
  ],
  [
    "`attachSession` forgotten, or plain `fetch`",
    "A request to https://api.example.com/api/posts/ was refused (401) though somebody is logged in: it did not go through the session. Send it with session.fetch(), call attachSession(api, session) for axios,",
    sentPastTheSession,
  ],
  [
    "a wrong password",
    '{"":["No active account found with the given credentials"]}',
    loginWith({ username: "alice", password: "wrong horse" }),
  ],
];

describe("a typical mistake is answered", () => {
  it.each(mistakes)("%s: %s", async (_, words, provoke) => {
    await provoke();
    expect(told.join("\n")).toContain(words);
  });
});

it("every mistake stands in docs/troubleshooting.md with what is told", () => {
  const missing = mistakes
    .map(([mistake, words]) => `| ${mistake} | ${words} |`)
    .filter((row) => !page.includes(row));
  expect(missing).toEqual([]);
});

it("every row of that table is held by a test of some package", () => {
  const [, section = ""] = page.split("## Typical mistakes");
  const [table = ""] = section.split("\n## ");
  const rows = [...table.matchAll(/^\| (.+) \| .+ \|$/gm)].map(([, mistake = ""]) => mistake);
  const tests = globSync("packages/*/test/mistakes.test.{ts,tsx}", { cwd: root })
    .map((file) => readFileSync(join(root, file), "utf8").replaceAll('\\"', '"'))
    .join("\n");
  const [head, ...titles] = rows;
  expect(head).toBe("mistake");
  expect(titles.length).toBeGreaterThan(mistakes.length);
  expect(titles.filter((title) => !tests.includes(title))).toEqual([]);
});

describe("advice", () => {
  it.each([
    "https://api.example.com/api/profile/?page=2",
    "https://api.example.com/api/health/",
    "https://api.example.com/api/token/",
    "https://elsewhere.example.com/api/posts/",
    "https://api.example.com/other/",
  ])(
    "says nothing of a refused request to %s: a session sent it, or would not sign it",
    async (url) => {
      await sentPastTheSession(url);
      expect(told).toEqual([]);
    },
  );

  it("is given once per session, and stands in its history too", async () => {
    const { logIn, run, session } = createWorld();
    await logIn();
    for (let turn = 0; turn < 3; turn += 1) await run(session.fetch("/posts/"));
    expect(told).toHaveLength(1);
    const advice = session.explain().filter(({ type }) => type === "advice");
    expect(advice).toEqual([
      { at: expect.any(Number), type: "advice", message: told[0]?.replace("Sojourn: ", "") },
    ]);
  });

  it("names neither the query nor the user of an address", async () => {
    await request("https://alice:secret@files.example.org/posts/?token=secret")().catch(() => {});
    expect(told.join()).not.toContain("secret");
  });

  it.each([
    ["a public address of the backend", "token/", "POST"],
    ["an excepted path", "health/", "GET"],
    ["a path below baseUrl", "posts/", "GET"],
  ])("says nothing about %s", async (_, url, method) => {
    const { logIn, run, session } = createWorld({ options: { except: ["health/"] } });
    await logIn();
    await run(session.fetch(url, { method }));
    expect(told).toEqual([]);
  });

  it("says nothing as long as nobody is logged in, nor about a request without the session", async () => {
    const { logIn, run, session } = createWorld();
    await run(session.fetch("/posts/"));
    await logIn();
    await run(session.fetch("/posts/", { session: false }));
    expect(told).toEqual([]);
  });

  it("leaves strangers alone that an HTTP client asks, but not the API's neighbours", async () => {
    const { logIn, session } = createWorld();
    await logIn();
    session.requests.signNow?.({ url: "https://maps.example.org/tiles/", method: "GET" });
    expect(told).toEqual([]);
    session.requests.signNow?.({ url: "https://files.example.com/7/", method: "GET" });
    expect(told.join()).toContain('allow: ["https://files.example.com/"]');
  });

  it("does not take the server of the page for the API under another name", async () => {
    const { logIn, run, session } = createWorld({ baseUrl: "https://localhost:8000/api/" });
    await logIn();
    await run(session.fetch("http://127.0.0.1:5173/posts/"));
    expect(told.join()).toContain('allow: ["http://127.0.0.1:5173/"]');
  });

  it("says nothing about a redirect that keeps the body, nor about options that are right", async () => {
    const world = createWorld({ options: { idle: { timeout: 900_000 }, maxAge: 28_800_000 } });
    await world.logIn();
    await world.run(world.session.fetch("posts/", { method: "POST", body: "{}" }));
    world.session.on("ended", () => {});
    world.session.on("*", () => {});
    expect(told).toEqual([]);
  });
});
