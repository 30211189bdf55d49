// @vitest-environment jsdom
// injectAuth and provideSession: signals, observables, functions, and the life of a provided session.
import {
  ApplicationInitStatus,
  createEnvironmentInjector,
  EnvironmentInjector,
  effect,
  inject,
  runInInjectionContext,
} from "@angular/core";
import { TestBed } from "@angular/core/testing";
import {
  type Auth,
  injectAuth,
  injectSession,
  provideSession,
  withAppInitializer,
} from "@sojourn/angular";
import { beforeEach, describe, expect, it } from "vitest";
import { alice, openWorld, prepare, type TestSession, type World } from "./world.ts";

let world: World;
let auth: Auth<TestSession>;

prepare();
beforeEach(() => {
  world = openWorld();
});

/** Provides the world's session, and injects it. */
function provide(): void {
  TestBed.configureTestingModule({ providers: [provideSession(world.session)] });
  auth = TestBed.runInInjectionContext(() => injectAuth<TestSession>());
}

describe("injectAuth", () => {
  it("has a signal and an observable for each member, and the functions", () => {
    provide();
    const facts = [
      "claims",
      "elsewhere",
      "endsAt",
      "error",
      "expiresAt",
      "idle",
      "isAuthenticated",
      "isLoading",
      "loggingIn",
      "offline",
      "pending",
      "reason",
      "refreshing",
      "snapshot",
      "status",
      "user",
    ];
    const verbs = ["login", "logout", "proceed", "refresh"];
    expect(Object.keys(auth).sort()).toEqual(
      [...facts, ...facts.map((fact) => `${fact}$`), ...verbs].sort(),
    );
  });

  it("shows a login and its user", async () => {
    provide();
    expect([auth.status(), auth.isLoading(), auth.user()]).toEqual([
      "unauthenticated",
      false,
      null,
    ]);
    const inProgress: boolean[] = [];
    auth.loggingIn$.subscribe((is) => inProgress.push(is));
    const login = auth.login(alice);
    await world.advance();
    expect(inProgress).toEqual([false, true, false]);
    expect((await login).name).toBe("Alice");
    expect([auth.status(), auth.isAuthenticated(), auth.user()?.name]).toEqual([
      "authenticated",
      true,
      "Alice",
    ]);
    expect(auth.expiresAt()).toBe(world.server.clock.now() + world.server.accessLifetime);
  });

  it("shows why a login failed", async () => {
    provide();
    const login = auth.login({ ...alice, password: "wrong" }).catch((error: unknown) => error);
    await world.advance();
    expect(auth.error()).toBe(await login);
    expect(auth.error()?.code).toBe("invalid-credentials");
  });

  it("shows why a session ended", async () => {
    provide();
    await world.logIn();
    void auth.logout();
    expect([auth.status(), auth.reason(), auth.user(), auth.expiresAt()]).toEqual([
      "unauthenticated",
      "logout",
      null,
      null,
    ]);
  });

  it("does not notify readers of other members of a renewed token", async () => {
    provide();
    await world.logIn();
    const told = { user: 0, expiry: 0 };
    TestBed.runInInjectionContext(() => {
      effect(() => {
        auth.user();
        auth.isAuthenticated();
        auth.status();
        told.user += 1;
      });
      effect(() => {
        auth.expiresAt();
        told.expiry += 1;
      });
    });
    TestBed.tick();
    expect(told).toEqual({ user: 1, expiry: 1 });
    await world.advance(1000);
    const refresh = auth.refresh();
    await world.advance();
    await refresh;
    TestBed.tick();
    expect(told).toEqual({ user: 1, expiry: 2 });
  });

  it("its observables emit the current value, then every change once, like the signals", async () => {
    provide();
    const names: (string | undefined)[] = [];
    const watching = auth.user$.subscribe((user) => {
      // The signal is never behind.
      expect(auth.user()).toBe(user);
      names.push(user?.name);
    });
    await world.logIn();
    const refresh = auth.refresh();
    await world.advance();
    await refresh;
    void auth.logout();
    watching.unsubscribe();
    await world.logIn();
    expect(names).toEqual([undefined, "Alice", undefined]);
  });

  it("keeps the user and the functions the same objects when tokens are renewed", async () => {
    provide();
    await world.logIn();
    const { login, logout } = auth;
    const user = auth.user();
    const refresh = auth.refresh();
    await world.advance();
    await refresh;
    expect(auth.user()).toBe(user);
    const again = TestBed.runInInjectionContext(() => injectAuth<TestSession>());
    expect([again.login, again.logout]).toEqual([login, logout]);
    expect(again).toBe(auth);
  });

  it("throws an error with the remedy if no session is provided", () => {
    for (const ask of [injectAuth, injectSession])
      expect(() => TestBed.runInInjectionContext(() => void ask())).toThrow(
        "add provideSession(session) to the providers of your app",
      );
  });
});

describe("provideSession", () => {
  it("restores a session at once", async () => {
    provide();
    await world.logIn();
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: [provideSession(world.another())] });
    auth = TestBed.runInInjectionContext(() => injectAuth<TestSession>());
    expect(auth.user()?.name).toBe("Alice");
  });

  it("lets the app start at once, or with withAppInitializer after the first answer", async () => {
    await world.logIn();
    const { session, restore } = world.waiting();
    TestBed.configureTestingModule({ providers: [provideSession(session)] });
    expect(TestBed.inject(ApplicationInitStatus).done).toBe(true);
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: [provideSession(session, withAppInitializer())] });
    const initial = TestBed.inject(ApplicationInitStatus);
    await world.advance(1000);
    expect(initial.done).toBe(false);
    restore();
    await initial.donePromise;
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("accepts a function that makes the session, and calls it once in an injection context", () => {
    let calls = 0;
    const source = (): TestSession => {
      calls += 1;
      inject(EnvironmentInjector);
      return world.session;
    };
    TestBed.configureTestingModule({ providers: [provideSession(source)] });
    TestBed.runInInjectionContext(() => [injectAuth(), injectSession()]);
    expect(calls).toBe(1);
  });

  it("stops only a session that its function made, together with the injector", async () => {
    provide();
    await world.logIn();
    TestBed.resetTestingModule();
    expect(world.pending()).toBe(1);
    TestBed.configureTestingModule({ providers: [provideSession(() => world.another())] });
    TestBed.runInInjectionContext(() => injectAuth());
    expect(world.pending()).toBe(2);
    TestBed.resetTestingModule();
    expect(world.pending()).toBe(1);
  });

  it("can give a part of the app its own session", async () => {
    provide();
    await world.logIn();
    const other = openWorld();
    const part = createEnvironmentInjector(
      [provideSession(other.session)],
      TestBed.inject(EnvironmentInjector),
    );
    const own = runInInjectionContext(part, injectAuth);
    expect([auth.status(), own.status()]).toEqual(["authenticated", "unauthenticated"]);
    part.destroy();
  });
});
