/** The contract's parts as the tests of this repository use them. They are not published, except `backendContract` and its stage. */
export { backendContract } from "./backend-contract.ts";
export {
  type BackendPromise,
  backendPromises,
  failure,
  isRenewable,
  loggedIn,
} from "./backend-promises.ts";
export type { BackendStage } from "./backend-stage.ts";
export { openWorld, type World } from "./backend-world.ts";
export { type Case, check, equal, register, rejection, runCases } from "./case.ts";
