// @vitest-environment jsdom
// Guards and the login route: redirects, return URLs, and changes while a page is open.

import "@angular/compiler";
import { Location } from "@angular/common";
import { Component, createEnvironmentInjector, EnvironmentInjector } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { NavigationStart, provideRouter, Router, type Routes } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import { provideSession, requireAnonymous, requireAuth, withLoginRoute } from "@sojourn/angular";
import { createSession } from "@sojourn/core";
import { describe, expect, it, vi } from "vitest";
import { alice, openWorld, prepare, type World } from "./world.ts";

prepare();

const page = (template: string) => Component({ selector: "app-page", template })(class {});
const Public = page("public");
const Login = page("login");
const Private = page("private");

let arrive: () => void = () => {};
const routes: Routes = [
  { path: "", component: Public },
  { path: "login", component: Login, canActivate: [requireAnonymous()] },
  {
    path: "posts",
    canActivateChild: [requireAuth()],
    children: [{ path: ":id", component: Private }],
  },
  {
    path: "slow",
    canActivate: [requireAuth()],
    component: Private,
    resolve: { data: () => new Promise<void>((done) => (arrive = done)) },
  },
  { path: "matched", component: Private, canMatch: [requireAuth()] },
  { path: "matched", component: Public },
  { path: "enter", component: Login, canActivate: [requireAnonymous("/posts/1")] },
  {
    path: "club",
    canActivate: [requireAuth()],
    children: [{ path: "room", component: Private, canActivate: [requireAuth()] }],
  },
  { path: "**", component: Private, canActivate: [requireAuth()] },
];

interface Screen {
  readonly world: World;
  go(url: string): Promise<string>;
  /** Where the app is, once everything that is under way has come to an end. */
  where(): Promise<string>;
}

async function open(world: World = openWorld(), login = "/login"): Promise<Screen> {
  TestBed.configureTestingModule({
    providers: [provideRouter(routes), provideSession(world.session, withLoginRoute(login))],
  });
  const harness = await RouterTestingHarness.create();
  const router = TestBed.inject(Router);
  const where = async (): Promise<string> => {
    await world.advance();
    await harness.fixture.whenStable();
    return `${router.url} shows ${harness.routeNativeElement?.textContent}`;
  };
  return {
    world,
    where,
    async go(url) {
      void router.navigateByUrl(url);
      return where();
    },
  };
}

describe("requireAuth", () => {
  it("redirects to the login page with a return URL", async () => {
    const { go } = await open();
    expect(await go("/posts/7?page=2#end")).toBe(
      "/login?returnUrl=%2Fposts%2F7%3Fpage%3D2%23end shows login",
    );
  });

  it("lets a logged-in user in", async () => {
    const { go, world } = await open();
    await world.logIn();
    expect(await go("/posts/7")).toBe("/posts/7 shows private");
  });

  it("waits for the first answer", async () => {
    const world = openWorld();
    await world.logIn();
    const { session, restore } = world.waiting();
    const { go, where } = await open({ ...world, session });
    void go("/posts/7");
    await world.advance(1000);
    expect(TestBed.inject(Router).url).toBe("/");
    restore();
    expect(await where()).toBe("/posts/7 shows private");
  });

  it("works for canMatch too", async () => {
    const { go, world } = await open();
    expect(await go("/matched?a=1")).toBe("/login?returnUrl=%2Fmatched%3Fa%3D1 shows login");
    await world.logIn();
    expect(await go("/matched")).toBe("/matched shows private");
  });

  it("keeps the query of a login route that has one", async () => {
    const { go } = await open(openWorld(), "/login?tenant=7");
    expect(await go("/posts/7")).toBe("/login?tenant=7&returnUrl=%2Fposts%2F7 shows login");
  });

  it("never has a return URL outside the app", async () => {
    const { go } = await open();
    expect(await go("/%2F%2Fevil.example")).toBe("/login?returnUrl=%2F shows login");
  });

  it("works outside a navigation, and adds no return URL for the start page", async () => {
    await open();
    const guard = requireAuth();
    const verdict = TestBed.runInInjectionContext(() => guard({} as never, {} as never));
    expect(`${await verdict}`).toBe("/login");
  });

  it("uses /login without withLoginRoute", async () => {
    const world = openWorld();
    TestBed.configureTestingModule({
      providers: [provideRouter(routes), provideSession(world.session)],
    });
    const harness = await RouterTestingHarness.create();
    await harness.navigateByUrl("/posts/7");
    expect(TestBed.inject(Router).url).toBe("/login?returnUrl=%2Fposts%2F7");
  });
});

describe("requireAnonymous", () => {
  it("shows the login page if nobody is logged in", async () => {
    const { go } = await open();
    expect(await go("/login")).toBe("/login shows login");
  });

  it("redirects a logged-in user to the return URL", async () => {
    const { go, world } = await open();
    await world.logIn();
    expect(await go("/login?returnUrl=/posts/7")).toBe("/posts/7 shows private");
    expect(await go("/login")).toBe("/ shows public");
    expect(await go("/enter")).toBe("/posts/1 shows private");
  });

  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "%2F%2Fevil.example",
    "javascript:alert(1)",
  ])("leads nowhere outside the app: %s", async (target) => {
    const { go, world } = await open();
    await world.logIn();
    expect(await go(`/login?returnUrl=${encodeURIComponent(target)}`)).toBe("/ shows public");
  });
});

describe("withLoginRoute", () => {
  it("leaves a guarded page when the session ends, and returns after the login", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    await go("/posts/7");
    void world.session.logout();
    expect(await where()).toBe("/login?returnUrl=%2Fposts%2F7 shows login");
    await world.logIn();
    expect(await where()).toBe("/posts/7 shows private");
  });

  it("does the same with a server that tells nothing about its user", async () => {
    const world = openWorld({ tokens: "fixed" });
    const { ports, fetch } = world.tab;
    const backend = { ...world.server.backend, me: undefined };
    const session = createSession({ backend, ports, fetch });
    const { go, where } = await open({ ...world, session });
    const login = session.login(alice);
    await world.advance();
    expect(await login).toBeNull();
    expect(await go("/posts/7")).toBe("/posts/7 shows private");
    void session.logout();
    expect(await where()).toBe("/login?returnUrl=%2Fposts%2F7 shows login");
  });

  it("does the same if the end and the login come from another tab", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    await go("/posts/7");
    const other = world.another();
    other.start();
    void other.logout();
    expect(await where()).toBe("/login?returnUrl=%2Fposts%2F7 shows login");
    const login = other.login(alice);
    await world.advance();
    await login;
    expect(await where()).toBe("/posts/7 shows private");
  });

  it("stays on a public page through all changes", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    expect(await go("/")).toBe("/ shows public");
    void world.session.logout();
    expect(await where()).toBe("/ shows public");
    await world.logIn();
    expect(await where()).toBe("/ shows public");
  });

  it("leaves a page if the session ended while the page was loading", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    void go("/slow");
    await world.advance();
    void world.session.logout();
    await world.advance();
    arrive();
    await world.advance();
    expect(await where()).toBe("/login?returnUrl=%2Fslow shows login");
  });

  it("replaces the private page in the history, so that Back does not lead there", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    await go("/");
    await go("/posts/7");
    void world.session.logout();
    await where();
    TestBed.inject(Router).setUpLocationChangeListener();
    TestBed.inject(Location).back();
    // The router follows the browser in a task of its own.
    await vi.waitUntil(async () => (await where()) === "/ shows public");
  });

  it("lets the app navigate elsewhere itself", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    await go("/posts/7");
    void world.session.logout();
    void TestBed.inject(Router).navigateByUrl("/");
    expect(await where()).toBe("/ shows public");
  });

  it("stays on the page when another login replaces the first", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    await go("/posts/7");
    const going: string[] = [];
    const { events } = TestBed.inject(Router);
    events.subscribe((event) => event instanceof NavigationStart && going.push(event.url));
    await world.logIn();
    expect(await where()).toContain("/posts/7");
    expect(going).toEqual([]);
  });

  it("leaves a page with several guards only once", async () => {
    const { go, where, world } = await open();
    await world.logIn();
    await go("/club/room");
    const going: string[] = [];
    const { events } = TestBed.inject(Router);
    events.subscribe((event) => event instanceof NavigationStart && going.push(event.url));
    void world.session.logout();
    await where();
    expect(going).toEqual(["/login?returnUrl=%2Fclub%2Froom"]);
  });

  it("leaves no callback behind when its part of the app is destroyed", async () => {
    const { world } = await open();
    const listening = new Set<object>();
    const subscribe = (listener: () => void): (() => void) => {
      listening.add(listener);
      return () => void listening.delete(listener);
    };
    const part = createEnvironmentInjector(
      [provideSession({ ...world.session, subscribe }, withLoginRoute("/login"))],
      TestBed.inject(EnvironmentInjector),
    );
    expect(listening.size).toBeGreaterThan(0);
    part.destroy();
    expect(listening.size).toBe(0);
  });

  it("checks a page with the session of its own part of the app", async () => {
    const { go, where, world } = await open();
    const other = openWorld();
    const part = createEnvironmentInjector(
      [provideSession(other.session, withLoginRoute("/login"))],
      TestBed.inject(EnvironmentInjector),
    );
    await world.logIn();
    await go("/posts/7");
    await other.logIn();
    void other.session.logout();
    expect(await where()).toBe("/posts/7 shows private");
    part.destroy();
    expect(await go("/posts/8")).toBe("/posts/8 shows private");
  });
});
