// @vitest-environment jsdom
// @sojourn/angular/testing: the session for tests of an app.

import "@angular/compiler";
import { HttpClient, provideHttpClient, withInterceptors } from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideRouter, Router } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import {
  type Auth,
  injectAuth,
  injectSession,
  requireAuth,
  sessionInterceptor,
  withLoginRoute,
} from "@sojourn/angular";
import {
  provideSessionTesting,
  SessionTesting,
  type SessionTestingOptions,
} from "@sojourn/angular/testing";
import { SessionError } from "@sojourn/core";
import { expect, it } from "vitest";
import { alice, prepare, type TestSession } from "./world.ts";

prepare();

const user = { username: "alice", name: "Alice" };

function provide(options?: SessionTestingOptions<TestSession>): Auth<TestSession> {
  const Page = Component({ selector: "app-page", template: "" })(class {});
  TestBed.configureTestingModule({
    providers: [
      provideSessionTesting<TestSession>(options, withLoginRoute("/enter")),
      provideHttpClient(withInterceptors([sessionInterceptor])),
      provideHttpClientTesting(),
      provideRouter([
        { path: "enter", component: Page },
        { path: "private", component: Page, canActivate: [requireAuth()] },
      ]),
    ],
  });
  return TestBed.runInInjectionContext(() => injectAuth<TestSession>());
}

it("provideSessionTesting shows the user at once, and every change by the test", () => {
  const auth = provide({ user });
  const testing = TestBed.inject(SessionTesting);
  expect([auth.status(), auth.user()]).toEqual(["authenticated", user]);
  testing.logOut("idle");
  expect([auth.status(), auth.reason()]).toEqual(["unauthenticated", "idle"]);
  testing.logIn({ ...user, name: "Al" });
  expect(auth.user()?.name).toBe("Al");
  testing.show({ status: "loading", user: null, loggingIn: false, pending: null });
  expect(auth.isLoading()).toBe(true);
});

it("nobody is logged in by default", () => {
  expect(provide().status()).toBe("unauthenticated");
});

it("a login shows the user that the option login returns, and a logout ends it", async () => {
  const auth = provide({ login: ({ username }) => ({ ...user, username }) });
  expect(await auth.login(alice)).toEqual(user);
  expect(auth.user()).toEqual(user);
  await auth.logout();
  expect(auth.reason()).toBe("logout");
});

it("shows the error that the option login throws", async () => {
  const error = new SessionError("invalid-credentials", "Wrong name or password.");
  const auth = provide({
    login() {
      throw error;
    },
  });
  await expect(auth.login(alice)).rejects.toBe(error);
  expect(auth.error()).toBe(error);
});

it("keeps the logged-in user if another login fails", async () => {
  const auth = provide({ user });
  await expect(auth.login(alice)).rejects.toMatchObject({ code: "not-supported" });
  expect(auth.user()).toEqual(user);
});

it("accepts any value as the user, even a number", () => {
  TestBed.configureTestingModule({ providers: [provideSessionTesting({ user: 0 as never })] });
  const auth = TestBed.runInInjectionContext(() => injectAuth());
  expect([auth.isAuthenticated(), auth.user()]).toEqual([true, 0]);
});

it("a login without the option login rejects with not-supported", async () => {
  await expect(provide().login(alice)).rejects.toMatchObject({ code: "not-supported" });
});

it("uses the functions in the options", async () => {
  provide({ user, refresh: () => Promise.reject("never") });
  const session = TestBed.runInInjectionContext(() => injectSession<TestSession>());
  await expect(session.refresh()).rejects.toBe("never");
  expect((await session.ready()).user).toEqual(user);
});

it("has a token while a user is logged in", async () => {
  provide({ user });
  const session = TestBed.runInInjectionContext(() => injectSession<TestSession>());
  expect(await session.getToken()).toBe("test");
  TestBed.inject(SessionTesting).logOut();
  expect(await session.getToken()).toBe(null);
});

it("does not call listeners that were removed", () => {
  provide();
  const { subscribe } = TestBed.runInInjectionContext(() => injectSession<TestSession>());
  let told = 0;
  const stop = subscribe(() => {
    told += 1;
  });
  TestBed.inject(SessionTesting).logIn(user);
  stop();
  TestBed.inject(SessionTesting).logOut();
  expect(told).toBe(1);
});

it("HttpTestingController finds a request at once", () => {
  provide({ user });
  TestBed.inject(HttpClient).get("/api/posts/").subscribe();
  const { request } = TestBed.inject(HttpTestingController).expectOne("/api/posts/");
  expect(request.headers.has("Authorization")).toBe(false);
});

it("guards decide like in the app", async () => {
  provide();
  const harness = await RouterTestingHarness.create();
  await harness.navigateByUrl("/private");
  expect(TestBed.inject(Router).url).toBe("/enter?returnUrl=%2Fprivate");
  TestBed.inject(SessionTesting).logIn(user);
  await harness.navigateByUrl("/private");
  expect(TestBed.inject(Router).url).toBe("/private");
});
