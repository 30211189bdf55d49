/** The HTTP contract: what every client with a session bound to it promises, whatever its own manners are. */
import { register } from "./case.ts";
import { httpRefreshCases } from "./http-refresh-cases.ts";
import { httpRequestCases } from "./http-request-cases.ts";
import { createHttpStage, type HttpCase, type MakeClient, type Skill } from "./http-stage.ts";

/** All HTTP promises; a stage for them is made with `createHttpStage`. */
export const httpCases: readonly HttpCase[] = [...httpRefreshCases, ...httpRequestCases];

/** Registers the HTTP promises for a client with these skills. `it` is the test runner's own. */
export function httpContract(
  it: (name: string, test: () => Promise<void>) => void,
  skills: readonly Skill[],
  make: MakeClient,
): void {
  const cases = httpCases.filter(({ needs }) => !needs || skills.includes(needs));
  register(it, cases, () => createHttpStage(make));
}
