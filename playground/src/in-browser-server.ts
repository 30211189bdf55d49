/** The server inside the page: MSW answers, and all tabs of this origin share its users, posts and tokens. */
import {
  type MockOptions,
  type MockServer,
  mockAuthToken,
  mockDjoser,
  mockDjoserJwt,
  mockDrfJwt,
  mockSimpleJwt,
  mockSlidingJwt,
  sharedStore,
} from "@sojourn/msw";
import { setupWorker } from "msw/browser";
import { pathOf, type SystemId } from "./backends.ts";
import type { Server } from "./server.ts";

interface Options extends MockOptions {
  readonly access: number;
}

const servers: Record<SystemId, (options: Options) => MockServer> = {
  simplejwt: (options) => mockSimpleJwt({ ...options, blacklist: true }),
  "simplejwt-rotating": (options) => mockSimpleJwt({ ...options, rotate: true, blacklist: true }),
  sliding: (options) => mockSlidingJwt({ ...options, blacklist: true }),
  "drf-jwt": (options) => mockDrfJwt({ ...options, blacklist: true }),
  authtoken: mockAuthToken,
  djoser: mockDjoser,
  "djoser-username": (options) => mockDjoser({ ...options, userIdField: "username" }),
  "djoser-jwt": (options) => mockDjoserJwt({ ...options, blacklist: true }),
};

const store = sharedStore("playground");
const worker = setupWorker();
let started: Promise<unknown> | null = null;

/** Starts the service worker once, and makes it answer like this token system. `lifetime` is in milliseconds. */
export async function openInBrowser(system: SystemId, lifetime: number): Promise<Server> {
  const baseUrl = `/in-browser/${pathOf(system)}`;
  const mock = servers[system]({ baseUrl, store, access: lifetime, latency: 60 });
  started ??= worker.start({ quiet: true, onUnhandledFrame: "bypass" });
  await started;
  worker.resetHandlers(...mock.handlers);
  return {
    baseUrl,
    problem: async () => null,
    expireTokens: mock.expireAccess,
    revoke: mock.revoke,
    setActive: mock.setActive,
    async setBroken(broken) {
      if (broken)
        await mock.fault({ kind: "status", status: 503, times: Number.POSITIVE_INFINITY });
      else await mock.clearFaults();
    },
    throttle: (times, seconds) =>
      mock.fault({ kind: "status", status: 429, retryAfter: seconds * 1000, times }),
    loseAnswer: (path) => mock.fault({ kind: "lost", path }),
    reset: mock.reset,
  };
}
