// The mock servers with cookies beside the real Django: the same requests and the same jar to both, the same answers from both.
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type MockServer,
  memoryStore,
  mockDjRestAuthJwt,
  mockSessionAuth,
  mockSimpleJwtCookies,
} from "../src/index.ts";
import {
  type Extra,
  type Happening,
  type Place,
  type Scene,
  type Step,
  scenesOf,
} from "./cookie-scenes.ts";

const MOCK = "http://mock.example/";
const store = memoryStore();
const common = {
  store,
  cookieJar: false,
  trustedOrigins: ["http://app.example"],
  posts: [
    { author: "alice", text: "Hi" },
    { author: "bob", text: "Hi" },
  ],
};
const rotation = { rotate: true, blacklist: true, access: 60_000 };

interface Mount extends Place {
  readonly prefix: string;
  readonly mock: MockServer;
}

const djRestAuthPaths = { login: "login/", refresh: "token/refresh/", logout: "logout/" };
const mounts: readonly Mount[] = [
  {
    prefix: "dj-rest-auth-cookie/",
    mock: mockDjRestAuthJwt({
      baseUrl: `${MOCK}dj-rest-auth-cookie/`,
      ...common,
      ...rotation,
      cookies: true,
      social: ["fake/"],
    }),
    names: { access: "app-auth", refresh: "app-refresh" },
    paths: djRestAuthPaths,
    csrf: null,
  },
  {
    prefix: "dj-rest-auth-csrf/",
    mock: mockDjRestAuthJwt({
      baseUrl: `${MOCK}dj-rest-auth-csrf/`,
      ...common,
      ...rotation,
      cookies: { access: "app-csrf-auth", refresh: "app-csrf-refresh" },
      csrf: true,
    }),
    names: { access: "app-csrf-auth", refresh: "app-csrf-refresh" },
    paths: djRestAuthPaths,
    csrf: "csrf/",
  },
  {
    prefix: "dj-rest-auth-refresh-cookie/",
    mock: mockDjRestAuthJwt({
      baseUrl: `${MOCK}dj-rest-auth-refresh-cookie/`,
      ...common,
      ...rotation,
      cookies: { access: null, refresh: "app-refresh-only" },
    }),
    names: { refresh: "app-refresh-only" },
    paths: djRestAuthPaths,
    csrf: null,
  },
  {
    prefix: "simplejwt-cookie/",
    mock: mockSimpleJwtCookies({ baseUrl: `${MOCK}simplejwt-cookie/`, ...common, access: 60_000 }),
    names: { refresh: "refresh_token" },
    paths: { login: "auth/login/", refresh: "auth/refresh/", logout: "auth/logout/" },
    csrf: "auth/csrf/",
  },
  {
    prefix: "session/",
    mock: mockSessionAuth({ baseUrl: `${MOCK}session/`, ...common }),
    names: { access: "sessionid" },
    paths: { login: "login/", logout: "logout/" },
    csrf: "csrf/",
  },
];

/** One of the two servers, with its jar. */
interface Side {
  readonly base: string;
  jar: Map<string, { readonly value: string; readonly path: string }>;
  saved: Side["jar"];
  access: string;
  told: string;
  happen(event: { readonly user: string; readonly change: string }): Promise<void>;
}

let real: { url: string; stop(): Promise<void> };
const network = setupServer(...mounts.flatMap(({ mock }) => mock.handlers));
beforeAll(async () => {
  network.listen({ onUnhandledFrame: "bypass" });
  const address = new URL("../../../playground/django/server.mjs", import.meta.url);
  const { startDjango } = await import(address.href);
  real = await startDjango({ env: { SOJOURN_ORIGINS: "http://app.example" } });
});
afterAll(async () => {
  network.close();
  await real.stop();
});

async function control(path: string, body: object): Promise<void> {
  await fetch(`${real.url}/control/${path}/`, { method: "POST", body: JSON.stringify(body) });
}

const onRealServer: Readonly<Record<string, object>> = {
  revoke: { revoke: true },
  deactivate: { active: false },
  activate: { active: true },
  remove: { delete: true },
  password: { password: "another-horse-1" },
};

function realSide(prefix: string): Side {
  const happen: Side["happen"] = ({ user, change }) =>
    control("users", { username: user, ...onRealServer[change] });
  return { ...emptySide(`${real.url}/${prefix}`), happen };
}

function mockSide(prefix: string, mock: MockServer): Side {
  const changes: Readonly<Record<string, (user: string) => Promise<void>>> = {
    revoke: (user) => mock.revoke(user),
    deactivate: (user) => mock.setActive(user, false),
    activate: (user) => mock.setActive(user, true),
    remove: (user) => mock.deleteUser(user),
    password: (user) => mock.changePassword(user, "another-horse-1"),
  };
  const happen: Side["happen"] = async ({ user, change }) => changes[change]?.(user);
  return { ...emptySide(MOCK + prefix), happen };
}

function emptySide(base: string): Omit<Side, "happen"> {
  return { base, jar: new Map(), saved: new Map(), access: "", told: "" };
}

function extraHeaders(side: Side, extra: Extra | undefined): Record<string, string> {
  const right = { "X-CSRFToken": side.jar.get("csrftoken")?.value ?? "x" };
  const headers: Readonly<Record<Extra, Record<string, string>>> = {
    csrf: right,
    "wrong-csrf": { "X-CSRFToken": "x".repeat(32) },
    "short-csrf": { "X-CSRFToken": "x" },
    "csrf-evil": { ...right, Origin: "http://evil.example" },
    "csrf-trusted": { ...right, Origin: "http://app.example" },
    "told-csrf": { "X-CSRFToken": side.told },
    bearer: { Authorization: `Bearer ${side.access}` },
  };
  return extra ? headers[extra] : {};
}

/** Sends a request, and tells its answer without what no two servers share. */
async function answer(side: Side, [method, path, body, extra]: Step): Promise<object> {
  const url = new URL(path, side.base);
  const sent = [...side.jar].filter(([, cookie]) => url.pathname.startsWith(cookie.path));
  const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join("; ");
  const response = await fetch(url, {
    method,
    headers: {
      Accept: "application/json",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(cookie && { Cookie: cookie }),
      ...extraHeaders(side, extra),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get("content-type");
  const isJson = type === "application/json" && text !== "";
  const json = isJson ? JSON.parse(text) : {};
  side.access = json.access ?? side.access;
  side.told = json.csrfToken ?? side.told;
  return {
    step: `${method} ${path} ${extra ?? ""}`,
    status: response.status,
    headers: [type, response.headers.get("www-authenticate"), response.headers.get("allow")],
    body: isJson ? withoutSecrets(JSON.stringify(json)) : text !== "",
    cookies: response.headers.getSetCookie().map((line) => keep(side, line)),
  };
}

function withoutSecrets(text: string): string {
  return text
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<token>")
    .replaceAll(/"(id|count)":\d+/g, '"$1":0')
    .replaceAll(/"results":\[.*\]/g, '"results":[]')
    .replaceAll(/"(created|csrfToken|\w+_expiration)":"[^"]+"/g, '"$1":""');
}

/** Puts a cookie into the jar, and tells what the server said of it. */
function keep(side: Side, line: string): string {
  const [pair = "", ...attributes] = line.trim().split("; ");
  const equals = pair.indexOf("=");
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  const path = attributes.find((each) => each.startsWith("Path="))?.slice(5) ?? "/";
  if (attributes.includes("Max-Age=0")) side.jar.delete(name);
  else side.jar.set(name, { value, path });
  const isDeletion = value === '""';
  const told = attributes.filter((each) => isDeletion || !each.startsWith("expires="));
  return [name, isDeletion ? value : value.length, ...told]
    .join("; ")
    .replace(/^(.*?); \d{3,}/, "$1; <jwt>");
}

async function happen(side: Side, event: Happening): Promise<void> {
  if ("user" in event) await side.happen(event);
  else if ("drop" in event) side.jar.delete(event.drop);
  else if ("spoil" in event) side.jar.set(event.spoil, { value: "garbage", path: "/" });
  else if (event.jar === "save") side.saved = new Map(side.jar);
  else side.jar = new Map(side.saved);
}

async function play(side: Side, scene: Scene): Promise<readonly object[]> {
  const answers: object[] = [];
  for (const moment of scene) {
    if ("length" in moment) answers.push(await answer(side, moment));
    else await happen(side, moment);
  }
  return answers;
}

describe.each(mounts)("$prefix", (mount) => {
  test.each(Object.entries(scenesOf(mount)))("%s", async (_name, scene) => {
    await control("reset", {});
    await mount.mock.reset();
    const there = await play(realSide(mount.prefix), scene);
    const here = await play(mockSide(mount.prefix, mount.mock), scene);
    expect(here).toEqual(there);
  });
});
