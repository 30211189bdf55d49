// Cookies: what the session wants of them, in axios' own word for it; a request that says so itself has its way.
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import axios from "axios";
import { expect, it } from "vitest";

it.each([
  ["omit", undefined, "omit"],
  [undefined, undefined, "same-origin"],
  ["same-origin", undefined, "same-origin"],
  ["include", undefined, "include"],
  ["omit", true, "include"],
  ["include", false, "omit"],
] as const)("the option %s and withCredentials %s send %s", async (credentials, own, expected) => {
  const server = createTokenServer();
  const { ports, fetch } = createBrowser({ clock: server.clock, fetch: server.fetch }).openTab();
  const session = createSession({ backend: server.backend, ports, fetch, credentials });
  session.start();
  const login = session.login({ username: "alice", password: "correct horse" });
  await server.clock.advance();
  await login;
  let sent: unknown;
  const watched: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    sent = request.credentials;
    return fetch(request);
  };
  const api = axios.create({
    adapter: "fetch",
    env: { fetch: watched, Request },
    baseURL: server.baseUrl,
    ...(own !== undefined && { withCredentials: own }),
  });
  attachSession(api, session);
  const answer = api.get("posts/");
  await server.clock.advance();
  expect((await answer).status).toBe(200);
  expect(sent).toBe(expected);
});
