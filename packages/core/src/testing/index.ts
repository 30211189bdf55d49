/** `@sojourn/core/testing`: a clock that you move by hand, a fake browser with several tabs, a fake token server, a session that is set by hand, and the contract of backend descriptions. */
export { backendContract } from "../contract/backend-contract.ts";
export type { BackendStage, MakeRequest } from "../contract/backend-stage.ts";
export { type AnswerParts, createAnswer } from "./answer.ts";
export { type BrowserOptions, createBrowser, createRandom, type FakeBrowser } from "./browser.ts";
export { createClock, type FakeClock } from "./clock.ts";
export { writeJwt } from "./mint.ts";
export type { Person, ServerAnswer, ServerRequest } from "./server-api.ts";
export type {
  TestAccount,
  TestCodeData,
  TestCredentials,
  TestSteps,
  TestUser,
  TokenKind,
} from "./server-backend.ts";
export type { Fault, SeenRequest } from "./server-network.ts";
export type { ShownSnapshot } from "./shown-snapshot.ts";
export type { FakeStorage, StorageFault } from "./storage.ts";
export type { FakeTab } from "./tab.ts";
export {
  createTestSession,
  type TestSessionControl,
  type TestSessionOptions,
  type TestSessionParts,
} from "./test-session.ts";
export {
  createTokenServer,
  type TokenServer,
  type TokenServerOptions,
} from "./token-server.ts";
