// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://api.example.com/" }
// docs/moving-over/auth0-angular-jwt.md, run: claims and expiry as signals, and requests that carry the token.
import "@angular/compiler";
import { mockSimpleJwt } from "@sojourn/msw";
import { afterEach, expect, it } from "vitest";
import { alice, connect } from "./network.ts";
import { open, prepare } from "./stage.ts";

prepare();

const posts = [{ author: "bob", text: "First!" }];
const server = mockSimpleJwt({ baseUrl: "https://api.example.com/api/", posts });
const sent = connect(server);

const load = async () => ({
  ...(await import("../examples/auth0-angular-jwt/session.ts")),
  ...(await import("../examples/auth0-angular-jwt/app.config.ts")),
  ...(await import("../examples/auth0-angular-jwt/who.ts")),
});
afterEach(async () => (await load()).session.logout());

it("shows claims, expiry and posts of whoever is logged in, and nothing afterwards", async () => {
  const { appConfig, session, Who } = await load();
  const page = open(Who, appConfig);
  await session.login(alice);
  await page.sees(/User 1, token until \d+:\d\d:\d\d/);
  await page.sees("1 posts");
  expect(sent.at(-1)).toEqual({ method: "GET", path: "/api/posts/", scheme: "Bearer" });
  await session.logout();
  await page.sees(/^\s*$/);
});

it("a token that the server refuses is renewed, and the request is answered", async () => {
  const { appConfig, session, Who } = await load();
  await session.login(alice);
  await server.expireAccess();
  const page = open(Who, appConfig);
  await page.sees("1 posts");
  const paths = sent.map(({ path }) => path);
  expect(paths.slice(-3)).toEqual(["/api/posts/", "/api/token/refresh/", "/api/posts/"]);
});
