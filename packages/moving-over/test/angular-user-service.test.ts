// @vitest-environment jsdom
// docs/moving-over/angular-user-service.md, run: the login form, the service that writes posts, and the bridge.
import "@angular/compiler";
import { TestBed } from "@angular/core/testing";
import { mockDrfJwt } from "@sojourn/msw";
import { firstValueFrom } from "rxjs";
import { afterEach, expect, it, vi } from "vitest";
import { alice, connect } from "./network.ts";
import { open, prepare } from "./stage.ts";

prepare();

const server = mockDrfJwt({ baseUrl: "/", package: "djangorestframework-jwt" });
const sent = connect(server);

const load = async () => ({
  ...(await import("../examples/angular-user-service/session.ts")),
  ...(await import("../examples/angular-user-service/app.config.ts")),
  ...(await import("../examples/angular-user-service/app.component.ts")),
  ...(await import("../examples/angular-user-service/blog-post.service.ts")),
  ...(await import("../examples/angular-user-service/user.service.ts")),
});
afterEach(async () => (await load()).session.logout());

it("the form tells a wrong password, then who is logged in and until when; the buttons renew and log out", async () => {
  const { AppComponent, appConfig, session } = await load();
  const page = open(AppComponent, appConfig);
  await page.sees("Log in");
  page.type("User name", "alice");
  page.type("Password", "wrong");
  page.click("Log in");
  await page.sees("Unable to log in with provided credentials.");
  page.type("Password", alice.password);
  page.click("Log in");
  await page.sees("You are logged in as alice.");
  await page.sees(/Token expires: \w+ \d+/);

  page.click("Refresh token");
  const told = () => session.explain().map(({ type }) => type);
  await vi.waitFor(() => expect(told()).toContain("refreshed"));
  expect(sent.at(-1)?.path).toBe("/api-token-refresh/");
  page.click("Log out");
  await page.sees("Log in");
});

it("a post carries the token as JWT, without a header of the app's", async () => {
  const { appConfig, BlogPostService, session } = await load();
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: appConfig.providers });
  const posts = TestBed.inject(BlogPostService);
  await session.login(alice);
  expect(await firstValueFrom(posts.create({ text: "First!" }))).toMatchObject({ text: "First!" });
  expect(sent.at(-1)).toEqual({ method: "POST", path: "/posts/", scheme: "JWT" });
});

it("the bridge has the members of the old service", async () => {
  const { appConfig, session, UserService } = await load();
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: appConfig.providers });
  const user = TestBed.inject(UserService);
  await session.ready();
  expect([user.username, user.token_expires]).toEqual([null, null]);
  await session.login({ username: "alice", password: "wrong" }).catch(() => {});
  expect(user.errors).toEqual({
    non_field_errors: ["Unable to log in with provided credentials."],
  });
  await session.login({ username: "alice", password: "" }).catch(() => {});
  expect(user.errors).toEqual({
    password: ["This field may not be blank."],
    non_field_errors: [],
  });
  await session.login(alice);
  expect(user.username).toBe("alice");
  expect(session.getSnapshot()).toMatchObject({ expiresAt: user.token_expires?.getTime() });
  expect(user.token_expires?.getTime()).toBeGreaterThan(Date.now());
  user.logout();
  expect(user.username).toBeNull();
});
