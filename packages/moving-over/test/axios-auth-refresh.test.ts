// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://api.example.com/" }
// docs/moving-over/axios-auth-refresh.md, run: many requests on a dead token, and one refresh.
import { mockSimpleJwt } from "@sojourn/msw";
import { afterEach, expect, it } from "vitest";
import { alice, connect } from "./network.ts";

const server = mockSimpleJwt({
  baseUrl: "https://api.example.com/api/",
  rotate: true,
  blacklist: true,
});
const sent = connect(server);

const load = () => import("../examples/axios-auth-refresh/api.ts");
afterEach(async () => (await load()).session.logout());

const count = (path: string): number => sent.filter((one) => one.path === path).length;

it("twenty requests on an expired token make one refresh, and each is answered", async () => {
  const { api, session } = await load();
  await session.login(alice);
  await server.expireAccess();
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.get("posts/")));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(count("/api/token/refresh/")).toBe(1);
});

it("neither the login nor a request with `session: false` carries a token", async () => {
  const { api, session } = await load();
  await session.login(alice);
  await session.login(alice);
  await api.get("posts/", { session: false }).catch(() => {});
  await api.get("posts/");
  const schemes = sent.map(({ path, scheme }) => [path, scheme]);
  expect(schemes).toContainEqual(["/api/token/", null]);
  expect(schemes).not.toContainEqual(["/api/token/", "Bearer"]);
  expect(schemes.slice(-2)).toEqual([
    ["/api/posts/", null],
    ["/api/posts/", "Bearer"],
  ]);
});

it("a refresh that the server refuses rejects every request, with the reason as its cause", async () => {
  const { api, session } = await load();
  await session.login(alice);
  await server.revoke(alice.username);
  await server.expireAccess();
  const outcomes = await Promise.allSettled([api.get("posts/"), api.get("posts/")]);
  expect(outcomes).toMatchObject([
    { status: "rejected", reason: { cause: { code: "rejected" } } },
    { status: "rejected", reason: { cause: { code: "rejected" } } },
  ]);
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
});
