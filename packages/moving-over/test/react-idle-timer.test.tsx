// @vitest-environment jsdom
// docs/moving-over/react-idle-timer.md, run: the warning, the answer to it, and the end, with the time moved by hand.
import { createClock, createTokenServer } from "@sojourn/core/testing";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const second = 1000;
const minute = 60 * second;

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  const clock = createClock(Date.now());
  vi.stubGlobal("fetch", createTokenServer({ clock, accessLifetime: 60 * minute }).fetch);
});
afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number): Promise<unknown> => act(() => vi.advanceTimersByTimeAsync(ms));
const shown = (): string => document.body.textContent;

/** The app, with Alice logged in. */
async function open() {
  const { App } = await import("../examples/react-idle-timer/app.tsx");
  const { session } = await import("../examples/react-idle-timer/session.ts");
  render(<App />);
  const login = session.login({ username: "alice", password: "correct horse" });
  await pass(second);
  await login;
  return session;
}

it("fourteen idle minutes show the warning, whose button takes it away", async () => {
  await open();
  await pass(13 * minute);
  expect(shown()).toBe("Only for you.");
  await pass(minute + second);
  expect(shown()).toMatch(/You will be logged out in \d+ seconds\./);
  fireEvent.click(screen.getByText("Stay logged in"));
  await pass(10 * minute);
  expect(shown()).toBe("Only for you.");
});

it("fifteen idle minutes end the session, and the screen says why", async () => {
  const session = await open();
  await pass(15 * minute + 2 * second);
  expect(shown()).toBe("You were logged out because you were inactive.");
  expect(await session.getToken()).toBeNull();
});
