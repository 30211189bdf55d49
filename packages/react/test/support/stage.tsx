// The stage of React's stories: a page with a session, in a browser whose clock is moved by hand.
import { createSession, type SessionOptions } from "@sojourn/core";
import {
  type BrowserOptions,
  createBrowser,
  createTokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { simpleJwt } from "@sojourn/django";
import { SessionProvider } from "@sojourn/react";
import { act, cleanup, type RenderResult, render } from "@testing-library/react";
import type { ReactElement, ReactNode } from "react";
import { afterEach, expect, vi } from "vitest";
import type { session as registered } from "../../examples/session.ts";

export const password = "correct horse";
export const minute = 60_000;

/** Everything React complained about. */
export const complaints = vi.spyOn(console, "error").mockImplementation(() => {});

afterEach(() => {
  cleanup();
  const said = complaints.mock.calls.map((words) => `${words[0]}`);
  complaints.mockClear();
  expect(said).toEqual([]);
});

/** What a world is made from. */
type WorldOptions = TokenServerOptions &
  Pick<BrowserOptions, "storage"> &
  Pick<SessionOptions<never, never, never>, "idle">;

/** A world with its own server; nobody is logged in. */
export function createWorld(options: WorldOptions = {}) {
  const server = createTokenServer(options);
  const { clock } = server;
  const browser = createBrowser({
    clock,
    fetch: server.fetch,
    ...(options.storage && { storage: options.storage }),
  });
  const open = (): typeof registered => {
    const { ports, fetch } = browser.openTab();
    return createSession({
      backend: simpleJwt({ baseUrl: server.baseUrl }),
      ports,
      fetch,
      ...(options.idle && { idle: options.idle }),
    });
  };
  const session = open();
  /** Lets time pass, and everything arrive that needs none. */
  const pass = (ms = 0): Promise<void> => act(() => clock.advance(ms));
  const until = async <Value,>(promise: Promise<Value>, ms = 0): Promise<Value> => {
    promise.catch(() => {});
    await pass(ms);
    return promise;
  };
  return {
    server,
    clock,
    browser,
    session,
    open,
    pass,
    /** Lets everything arrive, in this many milliseconds (default: 0), then gives the outcome. */
    until,
    logIn: (username = "alice", whose = session) => until(whose.login({ username, password })),
    /** Renders below a provider. */
    show: (ui: ReactNode, whose = session): RenderResult =>
      render(<SessionProvider session={whose}>{ui}</SessionProvider>),
  };
}

/** Renders what `use` gives as text, and counts how often. */
export function counted(use: () => unknown): { (): ReactElement; renders: number } {
  const Counted = (): ReactElement => {
    Counted.renders += 1;
    return <p>{JSON.stringify(use())}</p>;
  };
  Counted.renders = 0;
  return Counted;
}
