// The mock of an OAuth 2.0 token endpoint beside the real django-oauth-toolkit: the same requests to both, the same answers from both.
import { setTimeout } from "node:timers/promises";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MockServer, memoryStore, mockOAuth2, type OAuth2Options } from "../src/index.ts";

type Form = Readonly<Record<string, string>>;

/** One request. `{access}`, `{refresh}`, `{oldAccess}` and `{oldRefresh}` stand for the tokens that the server granted. */
interface Step {
  readonly method?: string;
  readonly path: string;
  readonly form?: Form | undefined;
  /** A body that is not a form. */
  readonly json?: string;
  readonly authorization?: string;
}

/** One of the two servers. */
interface Side {
  readonly url: string;
  readonly held: Record<string, string>;
}

const shown = ["content-type", "www-authenticate", "allow", "location", "cache-control", "pragma"];
const headerNames = [...shown, "content-language"];
const clients = { "sojourn-spa": "", "sojourn-confidential": "known-to-everybody" };
const spa = { client_id: "sojourn-spa" };
const confidential = { client_id: "sojourn-confidential" };
const alice = { username: "alice", password: "correct-horse-1" };
const basic = (pair: string): string => `Basic ${btoa(pair)}`;
const known = basic("sojourn-confidential:known-to-everybody");

const token = (form: Form, authorization = ""): Step => ({
  path: "o/token/",
  form,
  authorization,
});
const login = (form: Form, authorization = ""): Step =>
  token({ grant_type: "password", ...form }, authorization);
const refresh = (form: Form, authorization = ""): Step =>
  token({ grant_type: "refresh_token", ...form }, authorization);
const revoke = (form: Form, authorization = ""): Step => ({
  path: "o/revoke_token/",
  form,
  authorization,
});
const me = (authorization: string): Step => ({ path: "me/", authorization });

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
  const init = { method: "POST", body: JSON.stringify(body) };
  expect((await fetch(`${real.url}/control/${path}/`, init)).ok).toBe(true);
}

/** Sends a request, and tells its answer without what no two servers share. */
async function answer({ url, held }: Side, step: Step): Promise<object> {
  const filled = (text: string) => text.replace(/\{(\w+)\}/, (_, name) => held[name] ?? "");
  const form = new URLSearchParams(
    Object.entries(step.form ?? {}).map(([name, value]) => [name, filled(value)]),
  );
  const isSent = step.form !== undefined || step.json !== undefined;
  const headers: Record<string, string> = { accept: "application/json" };
  if (step.authorization) headers.authorization = filled(step.authorization);
  if (step.json !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(url + step.path, {
    method: step.method ?? (isSent ? "POST" : "GET"),
    redirect: "manual",
    headers,
    ...(isSent && { body: step.json ?? form }),
  });
  const text = await response.text();
  const isJson = text.startsWith("{");
  const body = isJson ? JSON.parse(text) : text.length > 0;
  if (body.access_token) {
    Object.assign(held, { oldAccess: held.access, oldRefresh: held.refresh });
    Object.assign(held, { access: body.access_token, refresh: body.refresh_token });
    Object.assign(body, {
      access_token: body.access_token.length,
      refresh_token: body.refresh_token === held.oldRefresh ? "as before" : "new",
    });
  }
  const read = headerNames.map((name) => response.headers.get(name)?.replace(url, "/"));
  const location = response.headers.get("location");
  return {
    step,
    status: response.status,
    headers: location ? [] : read,
    location: !!location,
    body,
  };
}

type Settings = Pick<OAuth2Options, "access" | "refresh" | "rotate" | "reuseProtection">;

let mock: MockServer;
let sides: readonly Side[];

/** Starts both servers over, with these settings. */
async function start({
  access = 60_000,
  refresh = 86_400_000,
  ...oauth2
}: Settings = {}): Promise<void> {
  await control("reset", {});
  await control("settings", { accessLifetimeMs: access, refreshLifetimeMs: refresh, oauth2 });
  const url = "https://toolkit.example/";
  mock = mockOAuth2({ baseUrl: url, store: memoryStore(), clients, access, refresh, ...oauth2 });
  network.resetHandlers(...mock.handlers);
  sides = [
    { url: `${real.url}/oauth2/`, held: {} },
    { url, held: {} },
  ];
}

async function same(...steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const [there, here] = await Promise.all(sides.map((side) => answer(side, step)));
    expect(here).toEqual(there);
  }
}

const rotations = [
  { rotate: true, reuseProtection: false },
  { rotate: true, reuseProtection: true },
  { rotate: false, reuseProtection: false },
];

describe("django-oauth-toolkit", () => {
  beforeEach(() => start());

  test("logins, good and bad", () =>
    same(
      login({ ...spa, ...alice }),
      login({ ...spa, ...alice, scope: "write read read" }),
      ...["", "everything", "write  read", "read everything"].map((scope) =>
        login({ ...spa, ...alice, scope }),
      ),
      login({ ...spa, ...alice, password: "x", state: "mine" }),
      login({ ...spa, ...alice, username: "nobody" }),
      ...[{}, { username: "alice" }, { username: "alice", password: "" }].map((form) =>
        login({ ...spa, ...form }),
      ),
      token({}),
      ...["strange", "client_credentials", "authorization_code"].map((grant_type) =>
        token({ ...spa, grant_type }),
      ),
      token({ ...spa, grant_type: "authorization_code", code: "x" }),
      token({ client_id: "nobody", grant_type: "client_credentials" }),
      { path: "o/token/", json: JSON.stringify({ grant_type: "password", ...spa, ...alice }) },
      { path: "o/token/?a=b", form: { grant_type: "password", ...spa, ...alice } },
      { path: "o/token", form: {} },
      ...["GET", "PUT", "DELETE", "OPTIONS"].map((method) => ({ path: "o/token/", method })),
    ));

  test("clients that prove who they are, and clients that do not", () =>
    same(
      login(alice),
      login({ ...alice, client_id: "nobody", state: "mine" }),
      login({ ...alice, ...confidential }),
      login({ ...alice, ...confidential, client_secret: "guessed" }),
      login({ ...alice, ...confidential, client_secret: "known-to-everybody" }),
      login({ ...alice, ...spa, client_secret: "x" }),
      login(alice, known),
      refresh({ refresh_token: "{refresh}" }, known),
      login({ ...alice, ...spa }, known),
      login({ ...alice, ...spa }, "Bearer x"),
      ...["sojourn-confidential:x", "sojourn-spa:", "sojourn-spa:x", "sojourn-spa", "%:%"].map(
        (pair) => login(alice, basic(pair)),
      ),
      login({ ...alice, ...spa }, basic("sojourn-spa:x")),
      login(alice, basic("sojourn%2Dconfidential:known%2Dto-everybody")),
      login(alice, "Basic garbage"),
    ));

  test("the rest of the server, signed and not", async () => {
    await same(login({ ...spa, ...alice }));
    for (const authorization of ["Bearer {access}", "bearer {access}", "", "Bearer x", "Bearer"])
      await same(me(authorization));
    await same(me("Bearer {access} y"), me("Token {access}"));
    const text = JSON.stringify({ text: "Hi" });
    await same(
      { path: "posts/", json: text },
      { path: "posts/", json: "{}", authorization: "Bearer {access}" },
      { path: "posts/999/", authorization: "Bearer {access}" },
      { path: "me/", method: "PATCH", authorization: "Bearer {access}" },
      { path: "me", authorization: "Bearer {access}" },
      { path: "nothing/" },
    );
  });

  test("a user who is deactivated, then deleted, and one whose sessions are revoked", async () => {
    const renew = refresh({ ...spa, refresh_token: "{refresh}" });
    await same(login({ ...spa, ...alice }));
    await control("users", { username: "alice", active: false });
    await mock.setActive("alice", false);
    await same(me("Bearer {access}"), renew, me("Bearer {access}"), login({ ...spa, ...alice }));
    await control("users", { username: "alice", delete: true });
    await mock.deleteUser("alice");
    await same(me("Bearer {access}"), renew, login({ ...spa, ...alice }));

    await same(login({ ...spa, ...alice, username: "bob" }));
    await control("users", { username: "bob", revoke: true });
    await mock.revoke("bob");
    await same(me("Bearer {access}"), renew);
  });

  test("tokens that expire", async () => {
    await start({ access: 1_000, refresh: 1_000 });
    const renew = refresh({ ...spa, refresh_token: "{refresh}" });
    await same(login({ ...spa, ...alice }), me("Bearer {access}"));
    await setTimeout(1_100);
    await same(me("Bearer {access}"), renew, me("Bearer {oldAccess}"));
    await setTimeout(2_050);
    await same(me("Bearer {access}"), renew);
  });
});

describe.for(rotations)("django-oauth-toolkit with %o", (rotation) => {
  beforeEach(() => start(rotation));

  test("refresh tokens", () =>
    same(
      login({ ...spa, ...alice }),
      refresh(spa),
      ...["", "x"].map((refresh_token) => refresh({ ...spa, refresh_token })),
      refresh({ ...spa, refresh_token: "{refresh}", scope: "everything" }),
      refresh({ refresh_token: "{refresh}" }, known),
      refresh({ refresh_token: "{refresh}" }),
      refresh({ ...spa, refresh_token: "{refresh}" }),
      me("Bearer {access}"),
      me("Bearer {oldAccess}"),
      refresh({ ...spa, refresh_token: "{refresh}", scope: "read" }),
      refresh({ ...spa, refresh_token: "{refresh}", scope: "write" }),
      refresh({ ...spa, refresh_token: "{refresh}" }),
      refresh({ ...spa, refresh_token: "{oldRefresh}" }),
      me("Bearer {access}"),
      refresh({ ...spa, refresh_token: "{refresh}" }),
    ));

  test("revocations, of each of the tokens, by its client and by another", () =>
    same(
      login({ ...spa, ...alice }),
      revoke({ token: "{refresh}" }, known),
      me("Bearer {access}"),
      revoke({ ...spa, token: "{refresh}", token_type_hint: "refresh_token" }),
      me("Bearer {access}"),
      refresh({ ...spa, refresh_token: "{refresh}" }),
      login({ ...spa, ...alice }),
      revoke({ ...spa, token: "{access}", token_type_hint: "refresh_token" }),
      refresh({ ...spa, refresh_token: "{refresh}" }),
      me("Bearer {access}"),
      login({ ...spa, ...alice }),
      refresh({ ...spa, refresh_token: "{refresh}" }),
      revoke({ ...spa, token: "{oldRefresh}" }),
      me("Bearer {access}"),
      revoke({ ...spa, token: "x", token_type_hint: "strange" }),
      ...[spa, { ...spa, token: "" }, { token: "x" }, { ...confidential, token: "x" }].map((form) =>
        revoke(form),
      ),
      revoke({ token: "x" }, basic("sojourn-confidential:guessed")),
      { path: "o/revoke_token/?a=b", form: { ...spa, token: "x" } },
      { path: "o/revoke_token/" },
    ));
});
