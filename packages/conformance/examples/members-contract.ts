// The tests of the members API in docs/backends.md.
import { backendContract } from "@sojourn/core/testing";
import { describe, it } from "vitest";
import { backend } from "./members.ts";

describe("our description of the members API", () => {
  backendContract(it, {
    backend,
    credentials: { email: "alice@example.com", password: "correct horse" },
    wrong: { email: "alice@example.com", password: "battery staple" },
    resource: "orders",
  });
});
