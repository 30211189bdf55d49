/** The server inside the page: MSW answers, and all tabs of this origin share its users, posts and tokens. */
import {
  type MockOptions,
  type MockServer,
  mockAllauthHeadless,
  mockAuthToken,
  mockDjoser,
  mockDjoserJwt,
  mockDjRestAuth,
  mockDjRestAuthJwt,
  mockDrfJwt,
  mockKnox,
  mockNinjaJwt,
  mockOAuth2,
  mockSessionAuth,
  mockSimpleJwt,
  mockSimpleJwtCookies,
  mockSlidingJwt,
  sharedStore,
} from "@sojourn/msw";
import { setupWorker } from "msw/browser";
import { pathOf, type SystemId } from "./backends.ts";
import type { Server } from "./server.ts";

interface Options extends MockOptions {
  readonly access: number;
}

const social = ["fake/"];
const providers = ["fake"];
/** As by default, but allauth asks dave for the code of his authenticator app. */
const users = [
  { username: "alice" },
  { username: "bob" },
  { username: "carol" },
  { username: "dave", totp: "123456" },
  { username: "erin", staff: true },
];

/** Django's, but for the first. */
const posts = [
  { author: "alice", text: "Hello from a server in this page." },
  { author: "bob", text: "Does anyone else get logged out every five minutes?" },
  { author: "carol", text: "Not since the refresh happens before the token expires." },
  { author: "dave", text: "I closed the lid for an hour and was still logged in." },
  { author: "erin", text: "Fifty requests at once, one refresh. Look at the timeline." },
  { author: "alice", text: "Logging out here logs me out in the other tab as well. Good." },
];

const servers: Record<SystemId, (options: Options) => MockServer> = {
  simplejwt: (options) => mockSimpleJwt({ ...options, blacklist: true }),
  "simplejwt-rotating": (options) => mockSimpleJwt({ ...options, rotate: true, blacklist: true }),
  sliding: (options) => mockSlidingJwt({ ...options, blacklist: true }),
  "drf-jwt": (options) => mockDrfJwt({ ...options, blacklist: true }),
  authtoken: mockAuthToken,
  djoser: mockDjoser,
  "djoser-username": (options) => mockDjoser({ ...options, userIdField: "username" }),
  "djoser-jwt": (options) => mockDjoserJwt({ ...options, blacklist: true }),
  knox: mockKnox,
  "dj-rest-auth": (options) => mockDjRestAuth({ ...options, social }),
  "dj-rest-auth-jwt": (options) => mockDjRestAuthJwt({ ...options, social, blacklist: true }),
  "dj-rest-auth-cookie": (options) =>
    mockDjRestAuthJwt({ ...options, social, rotate: true, blacklist: true, cookies: true }),
  "simplejwt-cookie": mockSimpleJwtCookies,
  session: mockSessionAuth,
  allauth: (options) => mockAllauthHeadless({ ...options, providers }),
  "allauth-jwt": (options) => mockAllauthHeadless({ ...options, providers, strategy: "jwt" }),
  oauth2: (options) => mockOAuth2({ ...options, clients: { "sojourn-spa": "" } }),
  ninja: (options) => mockNinjaJwt({ ...options, blacklist: true }),
};

const store = sharedStore("playground");
const worker = setupWorker();
let started: Promise<unknown> | null = null;

/** Starts the service worker once, and makes it answer like this token system. `lifetime` is in milliseconds. */
export async function openInBrowser(system: SystemId, lifetime: number): Promise<Server> {
  const baseUrl = `/in-browser/${pathOf(system)}`;
  const mock = servers[system]({ baseUrl, store, users, posts, access: lifetime, latency: 60 });
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
    // The token of the simulated provider is the name of its user.
    allowAtProvider: async () => "carol",
    reset: mock.reset,
  };
}
