// @vitest-environment jsdom
// The idle warning as signals.

import "@angular/compiler";
import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { injectIdle, provideSession } from "@sojourn/angular";
import { createSession } from "@sojourn/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openWorld, prepare, type World } from "./world.ts";

prepare();

const Warning = Component({ selector: "app-warning", template: "{{ idle.remaining() }}" })(
  class {
    readonly idle = injectIdle();
  },
);

let world: World;

beforeEach(() => {
  world = openWorld();
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  vi.setSystemTime(world.server.clock.now());
});
afterEach(() => {
  vi.useRealTimers();
});

/** Logs in, with a warning a minute before fifteen minutes without activity are over, and shows it. */
async function open() {
  const { server, tab } = world;
  const session = createSession({
    backend: server.backend,
    fetch: tab.fetch,
    ports: tab.ports,
    idle: { timeout: 15 * 60_000, warning: 60_000 },
  });
  TestBed.configureTestingModule({ providers: [provideSession(session)] });
  const fixture = TestBed.createComponent(Warning);
  const login = session.login({ username: "alice", password: "correct horse" });
  await world.advance();
  await login;
  /** Lets time pass, for the session and for the page. */
  const pass = async (ms: number): Promise<void> => {
    vi.advanceTimersByTime(ms);
    await world.advance(ms);
    TestBed.tick();
  };
  return { session, pass, fixture, idle: fixture.componentInstance.idle };
}

it("injectIdle warns, counts down, and shows the end", async () => {
  const { session, pass, fixture, idle } = await open();
  await pass(14 * 60_000);
  expect([idle.isWarning(), idle.remaining(), vi.getTimerCount()]).toEqual([false, 0, 0]);
  await pass(1000);
  expect([idle.isWarning(), Math.ceil(idle.remaining() / 1000)]).toEqual([true, 60]);
  await pass(10_000);
  expect(Math.ceil(Number(fixture.nativeElement.textContent) / 1000)).toBe(50);
  expect(vi.getTimerCount()).toBe(1);
  await pass(50_000);
  expect([idle.isWarning(), idle.remaining()]).toEqual([false, 0]);
  expect(vi.getTimerCount()).toBe(0);
  expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
});

it("injectIdle never counts below zero, however late the end is noticed", async () => {
  const { pass, idle } = await open();
  await pass(14 * 60_000 + 1000);
  vi.advanceTimersByTime(120_000);
  expect([idle.isWarning(), idle.remaining()]).toEqual([true, 0]);
});

it("stay() ends the warning and the ticks of injectIdle", async () => {
  const { pass, idle } = await open();
  await pass(14 * 60_000 + 1000);
  expect(idle.isWarning()).toBe(true);
  idle.stay();
  await pass(0);
  expect([idle.isWarning(), vi.getTimerCount()]).toEqual([false, 0]);
});

it("injectIdle stops ticking when its component is destroyed", async () => {
  const { pass, fixture } = await open();
  await pass(14 * 60_000 + 1000);
  expect(vi.getTimerCount()).toBe(1);
  fixture.destroy();
  expect(vi.getTimerCount()).toBe(0);
});
