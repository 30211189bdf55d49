// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://polls.example.com/" }
// docs/moving-over/interceptor-and-cookie.md, run: a session in a cookie that the server deletes, and the bare token of the old app.
import { mockAuthToken } from "@sojourn/msw";
import { afterEach, expect, it, vi } from "vitest";
import { alice, connect } from "./network.ts";

const baseUrl = "https://polls.example.com/";
const server = mockAuthToken({ baseUrl, paths: { login: "accounts/get_auth_token/" } });
const sent = connect(server);

const load = () => import("../examples/interceptor-and-cookie/session.ts");
/** What the view at /accounts/logout does to this browser. */
const deleteCookie = (): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: as a server's answer sets it.
  document.cookie = "token=; Path=/; Max-Age=0";
};

afterEach(async () => {
  await (await load()).session.logout();
  deleteCookie();
  location.hash = "";
});

it("nobody is logged in: the page goes to the login form, and a login keeps the session in the cookie", async () => {
  const { api, session } = await load();
  await session.ready();
  expect(location.hash).toBe("#/login");
  await session.login(alice);
  expect(document.cookie).toMatch(/^token=/);
  await api.get("posts/");
  expect(sent.at(-1)).toEqual({ method: "GET", path: "/posts/", scheme: "Token" });
});

it("a failed request logs nobody out; the deleted cookie does, and leads to the login form", async () => {
  const { api, session } = await load();
  await session.login(alice);
  location.hash = "#/polls";
  await server.fault({ kind: "status", status: 500, path: "posts/" });
  await expect(api.get("posts/")).rejects.toMatchObject({ response: { status: 500 } });
  await expect(api.get("missing/")).rejects.toMatchObject({ response: { status: 404 } });
  expect(location.hash).toBe("#/polls");

  deleteCookie();
  await api.get("posts/").catch(() => {});
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
  expect(location.hash).toBe("#/login");
});

it("the bare token in the old app's cookie begins a session", async () => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(alice);
  const url = `${baseUrl}accounts/get_auth_token/`;
  const { token } = await (await fetch(url, { method: "POST", headers, body })).json();
  // biome-ignore lint/suspicious/noDocumentCookie: as the old app writes it.
  document.cookie = `token=${token}; Path=/`;
  vi.resetModules();
  const { takeOver } = await import("../examples/interceptor-and-cookie/take-over.ts");
  await takeOver();
  const { session } = await load();
  expect(await session.getToken()).toBe(token);
});
