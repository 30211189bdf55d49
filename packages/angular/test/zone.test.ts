// @vitest-environment jsdom
// In an app with zone.js: no timer of a session is in the zone, the app becomes stable, and changes are shown.

import "zone.js";
import "@angular/compiler";
import {
  HttpClient,
  type HttpInterceptorFn,
  provideHttpClient,
  withInterceptors,
} from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { ApplicationRef, Component, NgZone, provideZoneChangeDetection } from "@angular/core";
import { ComponentFixtureAutoDetect, TestBed } from "@angular/core/testing";
import { provideRouter, Router } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import {
  type Auth,
  injectAuth,
  injectIdle,
  injectSession,
  provideSession,
  requireAuth,
  sessionInterceptor,
  withAppInitializer,
  withLoginRoute,
} from "@sojourn/angular";
import { createSession } from "@sojourn/core";
import { firstValueFrom } from "rxjs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { alice, openWorld, prepare, type TestSession, type World } from "./world.ts";

prepare();

const Name = Component({
  selector: "app-name",
  template: "{{ auth.user()?.name ?? 'nobody' }}",
})(
  class {
    readonly auth = injectAuth<TestSession>();
  },
);

let world: World;
let zone: NgZone;
let auth: Auth<TestSession>;
let session: TestSession;
/** For each request that goes on to the server: whether it does so inside the zone. */
let sentInZone: boolean[];
const look: HttpInterceptorFn = (request, next) => {
  sentInZone.push(NgZone.isInAngularZone());
  return next(request);
};
/** Timers that were set inside Angular's zone, ours or anybody's. */
let timers: string[];

beforeEach(() => {
  world = openWorld();
  const { clock } = world.tab.ports;
  const watched = createSession({
    idle: { timeout: 15 * 60_000, warning: 60_000 },
    backend: world.server.backend,
    fetch: world.tab.fetch,
    ports: {
      ...world.tab.ports,
      clock: {
        now: clock.now,
        // A real timer beside the one moved by hand: the kind that keeps a zone busy.
        alarm(at, ring) {
          if (NgZone.isInAngularZone()) timers.push(`at ${at}`);
          const timer = setTimeout(() => {}, 1e9);
          const silence = clock.alarm(at, ring);
          return () => {
            clearTimeout(timer);
            silence();
          };
        },
      },
    },
  });
  timers = [];
  sentInZone = [];
  TestBed.configureTestingModule({
    providers: [
      provideZoneChangeDetection(),
      { provide: ComponentFixtureAutoDetect, useValue: true },
      provideRouter([
        { path: "", component: Name, pathMatch: "full" },
        { path: "private", component: Name, canActivate: [requireAuth()] },
      ]),
      provideSession(watched, withLoginRoute("/"), withAppInitializer()),
      provideHttpClient(withInterceptors([sessionInterceptor, look])),
      provideHttpClientTesting(),
    ],
  });
  zone = TestBed.inject(NgZone);
  auth = TestBed.runInInjectionContext(() => injectAuth<TestSession>());
  session = TestBed.runInInjectionContext(() => injectSession<TestSession>());
});

/** Does something as an event listener of a component does it. */
async function inZone<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = zone.run(work);
  await world.advance();
  return result;
}

describe("with zone.js", () => {
  it("the app is stable while a session has a timer set", async () => {
    await inZone(() => auth.login(alice));
    expect(world.pending()).toBeGreaterThan(0);
    expect(timers).toEqual([]);
    expect(zone.hasPendingMacrotasks).toBe(false);
    await TestBed.inject(ApplicationRef).whenStable();
    expect(await firstValueFrom(TestBed.inject(ApplicationRef).isStable)).toBe(true);
  });

  it("no function, request or guard of the session sets a timer in the zone", async () => {
    const { backend } = world.server;
    await inZone(() => auth.login(alice));
    await inZone(() => auth.refresh());
    await inZone(() => session.getToken());
    await inZone(() => session.fetch("posts/"));
    await inZone(() => session.account.rename({ name: "Al" }));
    const http = TestBed.inject(HttpClient);
    const answer = zone.run(() => firstValueFrom(http.get(`${backend.baseUrl}posts/`)));
    await world.advance();
    TestBed.inject(HttpTestingController)
      .expectOne(`${backend.baseUrl}posts/`)
      .flush([], { status: 200, statusText: "" });
    await answer;
    await inZone(() => TestBed.inject(Router).navigateByUrl("/private"));
    await inZone(() => auth.logout());
    expect(timers).toEqual([]);
    expect(zone.hasPendingMacrotasks).toBe(false);
  });

  it("the timer of an idle warning runs outside the zone", async () => {
    const idle = zone.run(() => TestBed.runInInjectionContext(injectIdle));
    await inZone(() => auth.login(alice));
    const ticking = vi.spyOn(globalThis, "setInterval");
    await world.advance(14 * 60_000 + 1000);
    expect([idle.isWarning(), ticking.mock.lastCall?.[1]]).toEqual([true, 1000]);
    expect(zone.hasPendingMacrotasks).toBe(false);
    ticking.mockRestore();
  });

  it("an expiry that a timer finds outside the zone is shown inside it", async () => {
    const harness = await RouterTestingHarness.create("/");
    await inZone(() => auth.login(alice));
    await harness.fixture.whenStable();
    expect(harness.routeNativeElement?.textContent).toBe("Alice");
    const zones: boolean[] = [];
    auth.isAuthenticated$.subscribe(() => zones.push(NgZone.isInAngularZone()));
    world.server.revoke("refresh");
    await world.advance(600_000);
    await harness.fixture.whenStable();
    expect(harness.routeNativeElement?.textContent).toBe("nobody");
    expect(zones).toEqual([false, true]);
  });

  it("a request continues in the zone it was made in, so that its answer is shown", async () => {
    await inZone(() => auth.login(alice));
    const http = TestBed.inject(HttpClient);
    zone.run(() => http.get(`${world.server.baseUrl}posts/`).subscribe());
    await world.advance();
    TestBed.inject(HttpTestingController).expectOne(`${world.server.baseUrl}posts/`);
    expect(sentInZone).toEqual([true]);
  });
});
