// A session on the clock of the test runner: it uses Date and setTimeout like any page.
import { createSession } from "@sojourn/core";
import { authToken } from "@sojourn/django";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const MINUTE = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A server that lets everybody in. */
const fetch = async () => Response.json({ token: "secret" });

it("go idle, with fake timers", async () => {
  const session = createSession({
    backend: authToken({ baseUrl: "https://api.example.com/" }),
    fetch,
    storage: "memory",
    idle: { timeout: 15 * MINUTE, warning: MINUTE },
  });
  const stop = session.start();
  const login = session.login({ username: "alice", password: "correct horse" });
  await vi.advanceTimersByTimeAsync(0); // lets everything happen that needs no time
  await login;
  await vi.advanceTimersByTimeAsync(14 * MINUTE);
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", idle: {} });
  await vi.advanceTimersByTimeAsync(MINUTE + 1000); // activity is noted once a second
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
  stop();
});
