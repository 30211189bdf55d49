/** The HTTP contract: the promises of every client that is bound to a session. */
import { register } from "./case.ts";
import { httpCookieCases } from "./http-cookie-cases.ts";
import { httpRefreshCases } from "./http-refresh-cases.ts";
import { httpRequestCases } from "./http-request-cases.ts";
import { createHttpStage, type HttpCase, type MakeClient, type Skill } from "./http-stage.ts";

/** All HTTP promises. Make a stage for them with `createHttpStage`. */
export const httpCases: readonly HttpCase[] = [
  ...httpRefreshCases,
  ...httpRequestCases,
  ...httpCookieCases,
];

/** Registers the HTTP promises for a client with these skills. `it` is the function of the test runner. */
export function httpContract(
  it: (name: string, test: () => Promise<void>) => void,
  skills: readonly Skill[],
  make: MakeClient,
): void {
  const cases = httpCases.filter(({ needs }) => !needs || skills.includes(needs));
  register(it, cases, () => createHttpStage(make));
}
