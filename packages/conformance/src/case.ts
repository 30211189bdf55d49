/** Promises with a name, as the contract that `@sojourn/core/testing` publishes is made of too. */
export { type Case, check, equal, register, rejection, runCases } from "@sojourn/core/contract";
