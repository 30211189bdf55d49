// A page without a framework, `subscribe` and `getSnapshot` alone, keeps the view contract.
import { plainView, viewContract } from "@sojourn/conformance";
import { describe, it } from "vitest";

describe("fetch keeps the view contract", () => {
  viewContract(it, plainView());
});
