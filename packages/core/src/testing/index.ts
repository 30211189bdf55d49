/** `@sojourn/core/testing`: a clock moved by hand, a browser with several tabs, and a token server. No network, no waiting. */
export { type BrowserOptions, createBrowser, createRandom, type FakeBrowser } from "./browser.ts";
export { createClock, type FakeClock } from "./clock.ts";
export { writeJwt } from "./mint.ts";
export type { TestAccount, TestCredentials, TestUser } from "./server-backend.ts";
export type { Fault, SeenRequest } from "./server-network.ts";
export type { FakeStorage, StorageFault } from "./storage.ts";
export type { FakeTab } from "./tab.ts";
export {
  createTokenServer,
  type Person,
  type ServerAnswer,
  type ServerRequest,
  type TokenServer,
  type TokenServerOptions,
} from "./token-server.ts";
