// The fake token server keeps the backend contract, in each of its modes.
import { backendContract } from "@sojourn/conformance";
import {
  type BackendStage,
  createBrowser,
  createTokenServer,
  type TestCredentials,
  type TestUser,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { describe, it } from "vitest";

const modes: Record<string, TokenServerOptions> = {
  "with pairs": { tokens: "pair" },
  "with rotation": { tokens: "pair", rotation: "rotate" },
  "with rotation and reuse detection": { tokens: "pair", rotation: "detect-reuse" },
  "whose clock is an hour ahead": { tokens: "pair", skew: 3_600_000 },
  "with opaque pairs": { tokens: "opaque", rotation: "rotate" },
  "with sliding tokens": { tokens: "sliding" },
  "with fixed tokens": { tokens: "fixed" },
};

for (const [mode, options] of Object.entries(modes))
  describe(`the fake server ${mode}`, () => {
    const make = (): BackendStage<TestCredentials, TestUser> => {
      const lifetime = options.tokens === "fixed" ? {} : { accessLifetime: 15_000 };
      const server = createTokenServer({ ...options, ...lifetime });
      const { clock } = server;
      const browser = createBrowser({ clock, fetch: server.fetch });
      const { ports, fetch } = browser.openTab();
      return {
        backend: server.backend,
        credentials: { username: "alice", password: "correct horse" },
        wrong: { username: "alice", password: "battery staple" },
        resource: "posts/",
        fetch,
        ports: { clock: ports.clock },
        wait: (ms) => clock.advance(ms),
        ...(options.tokens !== "fixed" && { lifetime: 15_000 }),
        deactivate: async () => {
          const alice = server.people.get("alice");
          if (alice) alice.active = false;
        },
        remove: async () => void server.people.delete("alice"),
        throttle: async () => {
          const headers = { "Retry-After": "60" };
          server.fail("token/", { status: 429, headers, body: { detail: "Wait." } });
        },
      };
    };
    backendContract(it, make(), make);
  });
