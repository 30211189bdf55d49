// The mock of django-oauth-toolkit beside the real one: the same requests to both, the same answers from both.
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MockServer, memoryStore, mockOAuth2 } from "../src/index.ts";

type Fields = Readonly<Record<string, string>>;
interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const clients = { "sojourn-spa": "", "sojourn-confidential": "known-to-everybody" };
const spa = { client_id: "sojourn-spa" };
const alice = { grant_type: "password", username: "alice", password: "correct-horse-1", ...spa };
const told = ["content-type", "www-authenticate", "cache-control", "pragma", "allow", "location"];

let real: { url: string; stop(): Promise<void> };
let mock: MockServer;
const network = setupServer();
const sides = (): readonly [string, string] => [
  `${real.url}/oauth2/`,
  "https://mock.example/oauth2/",
];

beforeAll(async () => {
  network.listen({ onUnhandledFrame: "bypass" });
  const address = new URL("../../../playground/django/server.mjs", import.meta.url);
  const { startDjango } = await import(address.href);
  real = await startDjango({ env: {} });
  mock = mockOAuth2({ baseUrl: sides()[1], store: memoryStore(), clients, access: 60_000 });
  network.use(...mock.handlers);
});
afterAll(async () => {
  network.close();
  await real.stop();
});

/** Sends a request, and tells its answer without the tokens in it. */
async function ask(url: string, init: RequestInit): Promise<{ shown: object; body: Tokens }> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  const body = text.startsWith("{") ? JSON.parse(text) : {};
  const headers = told.map((name) => [name, response.headers.get(name)]);
  const hidden = Object.keys(body).filter((name) => name.endsWith("_token"));
  const shown = { ...body, ...Object.fromEntries(hidden.map((name) => [name, "…"])) };
  return { shown: { status: response.status, headers, shown }, body };
}

/** Asks both servers for the same, and expects the same of both. Returns the tokens that each gave. */
async function same(
  path: string,
  make: (side: number) => RequestInit,
): Promise<readonly [Tokens, Tokens]> {
  const [one, other] = await Promise.all(
    sides().map((server, side) => ask(server + path, make(side))),
  );
  if (!one || !other) throw new Error("There are two servers.");
  expect(other.shown).toEqual(one.shown);
  return [one.body, other.body];
}

function form(fields: Fields, headers: Fields = {}): () => RequestInit {
  return () => ({ method: "POST", body: new URLSearchParams(fields), headers });
}

function signed(tokens: readonly [Tokens, Tokens]): (side: number) => RequestInit {
  return (side) => ({ headers: { authorization: `Bearer ${tokens[side]?.access_token}` } });
}

function renewal(tokens: readonly [Tokens, Tokens]): (side: number) => RequestInit {
  return (side) =>
    form({
      grant_type: "refresh_token",
      refresh_token: `${tokens[side]?.refresh_token}`,
      ...spa,
    })();
}

function basic(id: string, secret: string): Fields {
  return { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
}

test("requests that the token endpoint refuses", async () => {
  const { client_id: _client, ...nobody } = alice;
  for (const fields of [
    { ...alice, password: "wrong" },
    { ...alice, username: "nobody" },
    { ...alice, username: "" },
    { ...alice, password: "" },
    { ...alice, scope: "everything" },
    { ...alice, client_id: "unknown" },
    nobody,
    spa,
    { ...alice, grant_type: "guess" },
    { ...spa, grant_type: "refresh_token" },
    { ...spa, grant_type: "refresh_token", refresh_token: "nonsense" },
  ])
    await same("o/token/", form(fields));
  const json = { method: "POST", body: JSON.stringify(alice) };
  await same("o/token/", () => ({ ...json, headers: { "content-type": "application/json" } }));
  await same("o/token/", () => ({}));
  await same("o/nothing/", () => ({ method: "POST" }));
});

test("the clients: public, confidential, and one that guesses", async () => {
  const { client_id: _client, ...nobody } = alice;
  await same("o/token/", form({ ...alice, scope: "read" }));
  const [id, secret] = ["sojourn-confidential", "known-to-everybody"];
  await same("o/token/", form(nobody, basic(id, secret)));
  await same("o/token/", form(nobody, basic(id, "guess")));
  await same("o/token/", form({ ...nobody, client_id: id, client_secret: secret }));
  await same("o/token/", form({ ...nobody, client_id: id }));
});

test("a pair ends with its renewal, with its revocation, and with that of its access token", async () => {
  const first = await same("o/token/", form(alice));
  await same("me/", signed(first));
  const second = await same("o/token/", renewal(first));
  await same("me/", signed(second));
  await same("me/", signed(first));
  await same("o/token/", renewal(first));

  const revocation = (name: keyof Tokens, tokens: readonly [Tokens, Tokens]) => (side: number) =>
    form({ token: `${tokens[side]?.[name]}`, ...spa })();
  const third = await same("o/token/", form(alice));
  await same("o/revoke_token/", revocation("refresh_token", third));
  await same("me/", signed(third));
  await same("o/token/", renewal(third));
  const fourth = await same("o/token/", form(alice));
  await same("o/revoke_token/", revocation("access_token", fourth));
  await same("me/", signed(fourth));
  await same("o/token/", renewal(fourth));
  for (const fields of [{ token: "nonsense", ...spa }, spa, { token: "nonsense" }])
    await same("o/revoke_token/", form(fields));
});

test("requests without a token, or with something else", async () => {
  for (const authorization of ["", "Bearer nonsense", "Token nonsense"])
    await same("me/", () => (authorization ? { headers: { authorization } } : {}));
});

test("a deactivated user keeps the tokens, and cannot log in again", async () => {
  const bob = { ...alice, username: "bob" };
  const tokens = await same("o/token/", form(bob));
  const change = { method: "POST", body: JSON.stringify({ username: "bob", active: false }) };
  await fetch(`${real.url}/control/users/`, change);
  await mock.setActive("bob", false);
  await same("me/", signed(tokens));
  await same("o/token/", form(bob));
  const renewed = await same("o/token/", renewal(tokens));
  await same("me/", signed(renewed));
});

test("an access token that is over says so in the header", async () => {
  const control = { method: "POST", body: JSON.stringify({ accessLifetimeMs: 1000 }) };
  await fetch(`${real.url}/control/settings/`, control);
  const [there, here] = await Promise.all(
    sides().map((server) => ask(`${server}o/token/`, form(alice)())),
  );
  if (!there || !here) throw new Error("There are two servers.");
  await mock.expireAccess();
  await new Promise((resolve) => setTimeout(resolve, 1500)); // a real server has a real clock
  await same("me/", signed([there.body, here.body]));
});
