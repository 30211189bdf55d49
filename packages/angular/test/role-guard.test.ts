// @vitest-environment jsdom
// requireAuth with a condition: pages for some of the users who are logged in.
import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import {
  type CanMatchFn,
  NavigationError,
  NavigationStart,
  provideRouter,
  Router,
  type Routes,
  withRouterConfig,
} from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import { provideSession, requireAuth, withLoginRoute } from "@sojourn/angular";
import type { SessionError } from "@sojourn/core";
import type { TestUser } from "@sojourn/core/testing";
import { afterEach, expect, it, vi } from "vitest";
import { alice, openWorld, prepare } from "./world.ts";

prepare();

const page = (template: string) => Component({ selector: "app-page", template })(class {});

/** The fake server tells no role, so here it is a part of the name. */
const isStaff = ({ name }: TestUser): boolean => name.endsWith("of the staff");
const staffOnly = (condition = isStaff, otherwise = "/forbidden") =>
  requireAuth({ if: condition, else: otherwise });

const reported = vi.fn();
vi.stubGlobal("reportError", reported);
afterEach(() => reported.mockClear());

const broken = new Error("no roles here");
const throws = (): never => {
  throw broken;
};

/** What the page of the staff waits for. */
let arrive: () => void = () => {};
const slowly: CanMatchFn = () =>
  new Promise<boolean>((resolve) => {
    arrive = () => resolve(true);
  });

const routes: Routes = [
  { path: "", component: page("public") },
  { path: "login", component: page("login") },
  { path: "forbidden", component: page("forbidden") },
  { path: "salaries", component: page("salaries"), canActivate: [staffOnly()] },
  { path: "matched", component: page("salaries"), canMatch: [staffOnly()] },
  {
    path: "slow",
    component: page("salaries"),
    canActivate: [staffOnly()],
    resolve: { data: slowly },
  },
  { path: "broken", component: page("salaries"), canActivate: [staffOnly(throws)] },
  {
    path: "untyped",
    component: page("salaries"),
    canActivate: [staffOnly(() => Promise.resolve(true) as never)],
  },
  {
    path: "area",
    canActivate: [staffOnly(isStaff, "/area/forbidden")],
    children: [
      { path: "", component: page("salaries") },
      { path: "forbidden", component: page("forbidden") },
    ],
  },
];

/** An app with pages for the staff. */
async function open() {
  const world = openWorld();
  TestBed.configureTestingModule({
    providers: [
      provideRouter(routes, withRouterConfig({ resolveNavigationPromiseOnError: true })),
      provideSession(world.session, withLoginRoute("/login")),
    ],
  });
  const harness = await RouterTestingHarness.create();
  const router = TestBed.inject(Router);
  const where = async (): Promise<string> => {
    await world.advance();
    await harness.fixture.whenStable();
    return `${router.url} shows ${harness.routeNativeElement?.textContent}`;
  };
  /** What the server says about Alice from now on. */
  const rename = (name: string): void => {
    const person = world.server.people.get("alice");
    if (person) person.name = name;
  };
  return {
    ...world,
    where,
    rename,
    /** Gives or takes the name, and lets the session learn of it. */
    async learn(name: string): Promise<void> {
      rename(name);
      const reloaded = world.session.reloadUser();
      await world.advance();
      await reloaded;
    },
    async go(url: string): Promise<string> {
      void router.navigateByUrl(url);
      return where();
    },
  };
}

it.each(["/salaries", "/matched"])("nobody is sent to the login page: %s", async (url) => {
  const { go } = await open();
  expect(await go(url)).toBe(`/login?returnUrl=${encodeURIComponent(url)} shows login`);
});

it.each(["/salaries", "/matched"])("a user without the role is sent to `else`: %s", async (url) => {
  const { go, logIn } = await open();
  await logIn();
  expect(await go(url)).toBe("/forbidden shows forbidden");
});

it.each(["/salaries", "/matched"])("a user with the role is let in: %s", async (url) => {
  const { go, logIn, rename } = await open();
  rename("Alice of the staff");
  await logIn();
  expect(await go(url)).toBe(`${url} shows salaries`);
});

it.each(["/salaries", "/matched"])(
  "a renewal that takes the role away moves the user to `else`: %s",
  async (url) => {
    const { go, logIn, rename, where, advance, server } = await open();
    rename("Alice of the staff");
    await logIn();
    await go(url);
    rename("Alice");
    await advance(server.accessLifetime);
    expect(await where()).toBe("/forbidden shows forbidden");
  },
);

it("a user who keeps the role stays on the page, whatever else changes about them", async () => {
  const { go, logIn, rename, learn, where } = await open();
  rename("Alice of the staff");
  await logIn();
  await go("/salaries");
  const starts: string[] = [];
  TestBed.inject(Router).events.subscribe((event) => {
    if (event instanceof NavigationStart) starts.push(event.url);
  });
  await learn("Alice Liddell of the staff");
  expect(await where()).toBe("/salaries shows salaries");
  expect(starts).toEqual([]);
});

it("a user without the role who logs in in another tab is moved to `else`", async () => {
  const { go, logIn, rename, where, another, advance } = await open();
  rename("Alice of the staff");
  await logIn();
  await go("/salaries");
  const other = another();
  other.start();
  const login = other.login({ ...alice, username: "bob" });
  await advance();
  await login;
  expect(await where()).toBe("/forbidden shows forbidden");
});

it("a role that is lost while the page is loading still counts", async () => {
  const { logIn, rename, learn, where, advance } = await open();
  rename("Alice of the staff");
  await logIn();
  void TestBed.inject(Router).navigateByUrl("/slow");
  await advance();
  await learn("Alice");
  arrive();
  await advance();
  expect(await where()).toBe("/forbidden shows forbidden");
});

it("a logout leads from the page to the login page, not to `else`", async () => {
  const { go, logIn, rename, where, session } = await open();
  rename("Alice of the staff");
  await logIn();
  await go("/salaries");
  void session.logout();
  expect(await where()).toBe("/login?returnUrl=%2Fsalaries shows login");
});

it("a condition that throws says no, and is reported", async () => {
  const { go, logIn } = await open();
  await logIn();
  expect(await go("/broken")).toBe("/forbidden shows forbidden");
  expect(reported.mock.calls).toEqual([[broken]]);
});

it("a promise from code without types lets nobody in", async () => {
  const { go, logIn } = await open();
  await logIn();
  expect(await go("/untyped")).toBe("/forbidden shows forbidden");
});

it("an `else` below the same guard is an error that names it, and no endless redirect", async () => {
  const { go, logIn } = await open();
  await logIn();
  await go("/");
  const errors: SessionError[] = [];
  TestBed.inject(Router).events.subscribe((event) => {
    if (event instanceof NavigationError) errors.push(event.error);
  });
  expect(await go("/area")).toBe("/ shows public");
  expect(errors.map(({ code }) => code)).toEqual(["misconfigured"]);
  expect(errors[0]?.message).toContain('"/area/forbidden"');
});
