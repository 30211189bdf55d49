/** A logged-in session on a fake server, and Angular's test bed around it. */
import "@angular/compiler";
import { TestBed } from "@angular/core/testing";
import { BrowserTestingModule, platformBrowserTesting } from "@angular/platform-browser/testing";
import type { TestSession } from "@sojourn/conformance";
import { createSession } from "@sojourn/core";
import {
  createBrowser,
  createTokenServer,
  type FakeTab,
  type TestCredentials,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { afterEach } from "vitest";

export type { TestSession };

export const alice: TestCredentials = { username: "alice", password: "correct horse" };

/** One world. */
export interface World {
  readonly server: TokenServer;
  readonly tab: FakeTab;
  readonly session: TestSession;
  /** Alarms that are set. */
  pending(): number;
  /** Another session over the same storage, as after a reload or in another tab. */
  another(): TestSession;
  /** A session whose storage answers when `restore` is called, and not before. */
  waiting(): { readonly session: TestSession; restore(): void };
  /** Lets what is under way go on, and `ms` milliseconds pass. */
  advance(ms?: number): Promise<void>;
  logIn(): Promise<void>;
}

/** A world in which nobody is logged in. */
export function openWorld(options: TokenServerOptions = {}): World {
  const server = createTokenServer(options);
  const { clock } = server;
  const browser = createBrowser({ clock, fetch: server.fetch });
  const open = ({ ports, fetch }: Pick<FakeTab, "ports" | "fetch">): TestSession =>
    createSession({ backend: server.backend, ports, fetch });
  const tab = browser.openTab();
  const session = open(tab);
  return {
    server,
    tab,
    session,
    pending: () => clock.pending,
    another: () => open(browser.openTab()),
    waiting() {
      const { ports, fetch } = tab;
      let restore = (): void => {};
      const held = new Promise<void>((resolve) => {
        restore = resolve;
      });
      const storage = { ...ports.storage, read: () => held.then(ports.storage.read) };
      return { session: open({ ports: { ...ports, storage }, fetch }), restore };
    },
    advance: (ms) => clock.advance(ms),
    async logIn() {
      const login = session.login(alice);
      await clock.advance();
      await login;
    },
  };
}

/** Prepares the test bed of a test file. */
export function prepare(): void {
  TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
  afterEach(() => {
    TestBed.resetTestingModule();
  });
}
