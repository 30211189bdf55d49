// A page's view of a mock server, for the tests: fetch through MSW, and a clock moved by hand.
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { MockServer } from "../src/index.ts";

export const BASE = "https://api.example.com/";
export const LOGIN = { username: "alice", password: "correct-horse-1" };
export const START = Date.parse("2026-11-21T12:00:00.000Z");

/** A clock moved by hand. */
export function handClock(): { now: () => number; pass: (milliseconds: number) => void } {
  let at = START;
  return {
    now: () => at,
    pass: (milliseconds) => {
      at += milliseconds;
    },
  };
}

export function use(mock: MockServer): MockServer {
  server.use(...mock.handlers);
  return mock;
}

export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked into by each test
  readonly body: any;
}

export async function call(
  method: string,
  path: string,
  { body, auth, base = BASE }: { body?: object; auth?: string; base?: string } = {},
): Promise<Heard> {
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      ...(body ? { "Content-Type": "application/json" } : {}),
      ...(auth ? { Authorization: auth } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : null,
  };
}

export const login = async (path = "token/"): Promise<Heard["body"]> =>
  (await call("POST", path, { body: LOGIN })).body;

export const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
