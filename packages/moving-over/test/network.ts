/** A mock server as the network of a test file, and what its pages sent over it. */
import type { MockServer } from "@sojourn/msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";

/** What a request said of who sent it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  /** The scheme of its `Authorization` header, or `null` without one. */
  readonly scheme: string | null;
}

/** Puts a server behind every request of this file. Each test finds it, storage and modules as new. Returns what was sent, oldest first. */
export function connect({ handlers, reset }: MockServer): readonly Sent[] {
  const sent: Sent[] = [];
  const network = setupServer(...handlers);
  network.events.on("request:start", ({ request }) => {
    const [scheme = null] = request.headers.get("authorization")?.split(" ") ?? [];
    sent.push({ method: request.method, path: new URL(request.url).pathname, scheme });
  });
  beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
  beforeEach(async () => {
    vi.resetModules();
    localStorage.clear();
    sent.length = 0;
    await reset();
  });
  afterEach(() => localStorage.clear());
  afterAll(() => network.close());
  return sent;
}

export const alice = { username: "alice", password: "correct-horse-1" };
