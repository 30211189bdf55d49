// The server inside the page. Tests reach it as `window.mock`.
import { type MockServer, mockSimpleJwt } from "@sojourn/msw";
import { setupWorker } from "msw/browser";

declare global {
  var mock: MockServer;
}

export async function startMock(): Promise<void> {
  globalThis.mock = mockSimpleJwt({ baseUrl: "/api/", rotate: true, blacklist: true });
  await setupWorker(...globalThis.mock.handlers).start({ quiet: true });
}
