// The example that docs/backends.md begins with, and its tests, as they stand there: both are run.
import { readFileSync } from "node:fs";
import { createSession } from "@sojourn/core";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { backend } from "../examples/members.ts";
import { membersApi } from "./other-servers/members.ts";

const network = setupServer(...membersApi(backend.baseUrl));
beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
afterAll(() => network.close());

await import("../examples/members-contract.ts");

it("a login resolves to the member, and a new name is the user's", async () => {
  const session = createSession({ backend, storage: "memory", ports: {} });
  const stop = session.start();
  const member = await session.login({ email: "alice@example.com", password: "correct horse" });
  expect(member.name).toBe("Alice");
  await session.account.rename({ name: "Alice B." });
  expect(session.getSnapshot().user).toEqual({ id: 1, name: "Alice B." });
  stop();
});

it.each(["members.ts", "members-contract.ts"])("%s stands in the docs as it is run", (name) => {
  const docs = readFileSync(new URL("../../../docs/backends.md", import.meta.url), "utf8");
  const example = readFileSync(new URL(`../examples/${name}`, import.meta.url), "utf8");
  const [, ...code] = example.trimEnd().split("\n");
  // Readers import without endings: Angular CLI and Next refuse ".ts".
  expect(docs).toContain(code.join("\n").replaceAll(/(from "\.[^"]*)\.tsx?"/g, '$1"'));
});
