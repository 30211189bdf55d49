// The session of the app, against a server of MSW that answers like simplejwt.
import { mockSimpleJwt } from "@sojourn/msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { session } from "./session";

const alice = { username: "alice", password: "correct-horse-1" };
const mock = mockSimpleJwt({
  baseUrl: "https://api.example.com/api/",
  rotate: true,
  blacklist: true,
});
const server = setupServer(...mock.handlers);

let stop = () => {};
beforeAll(() => {
  server.listen();
  stop = session.start();
});
afterEach(async () => {
  await session.logout();
  await mock.reset();
});
afterAll(() => {
  stop(); // closes its channel to other tabs, for which Jest would wait
  server.close();
});

it("log in as alice, and send a signed request", async () => {
  await session.login(alice);
  const response = await session.fetch("posts/");
  expect(response.status).toBe(200);
});

it("a wrong password", async () => {
  const wrong = { ...alice, password: "wrong" };
  await expect(session.login(wrong)).rejects.toMatchObject({ code: "invalid-credentials" });
});

it("expire now: 50 requests renew the token once", async () => {
  await session.login(alice);
  await mock.expireAccess();
  const responses = await Promise.all(Array.from({ length: 50 }, () => session.fetch("posts/")));
  expect(responses.every(({ ok }) => ok)).toBe(true);
  expect(await mock.requests("token/refresh/")).toBe(1);
});

it("fail the refresh: the user stays logged in", async () => {
  await session.login(alice);
  await mock.fault({ kind: "status", status: 503, path: "token/refresh/" });
  await expect(session.refresh()).rejects.toMatchObject({ code: "server" });
  expect(session.getSnapshot().status).toBe("authenticated");
});

it("revoke: the session ends, with a reason", async () => {
  await session.login(alice);
  await mock.revoke("alice");
  await mock.expireAccess();
  await session.fetch("posts/").catch(() => {});
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
});
