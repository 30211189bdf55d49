/** The contract that a backend description is held to, with any test runner. */
import type { Claims } from "../model/grant.ts";
import type { Account, Steps } from "../model/operation.ts";
import { backendPromises } from "./backend-promises.ts";
import type { BackendStage } from "./backend-stage.ts";
import type { Stage } from "./backend-world.ts";

/**
 * Holds a backend description to the promises that the session relies on, against its real server: one test for each promise, which
 * fails with a sentence that says what is wrong. It runs in Node and in browsers. Promises about what the description does not have (a
 * refresh) or what the stage cannot do (`lifetime`, `deactivate`, `remove`, `throttle`) are left out.
 *
 * `it`: the function of your test runner that registers a test. `stage`: the server, its description and one user. `make`: returns the
 * stage for each test, for example with a new user, which the tests need if the stage has `deactivate` or `remove`. Default: all
 * tests use `stage`.
 *
 * @example
 * ```ts
 * import { backendContract } from "@sojourn/core/testing";
 * import { simpleJwt } from "@sojourn/django";
 *
 * declare const it: (name: string, test: () => Promise<void>) => void; // of Vitest, Jest, Mocha, node:test …
 *
 * backendContract(it, {
 *   backend: simpleJwt({ baseUrl: "http://localhost:8000/api/" }),
 *   credentials: { username: "alice", password: "correct horse" },
 *   wrong: { username: "alice", password: "battery staple" },
 *   resource: "orders/",
 * });
 * ```
 */
export function backendContract<
  Credentials,
  User,
  Operations extends Account,
  Known extends Steps,
  Payload extends Claims,
>(
  it: (name: string, test: () => Promise<void>) => unknown,
  stage: BackendStage<Credentials, User, Operations, Known, Payload>,
  make: () =>
    | BackendStage<Credentials, User, Operations, Known, Payload>
    | Promise<BackendStage<Credentials, User, Operations, Known, Payload>> = () => stage,
): void {
  for (const { name, applies, run } of backendPromises)
    if (applies?.(stage as Stage) ?? true) it(name, async () => run((await make()) as Stage));
}
