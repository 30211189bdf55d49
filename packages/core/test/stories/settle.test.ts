// What session.requests makes of an answer's body, in whatever shape an HTTP client hands it over.
import { expect, it } from "vitest";
import { createWorld } from "../support/stage.ts";

it.each([
  ["the text of JSON", '{"detail":"No."}', { detail: "No." }],
  ["an object", { detail: "No." }, { detail: "No." }],
  ["other text, as a captive portal's", "<h1>Welcome</h1>", undefined],
  ["no text", "", undefined],
  ["nothing", null, undefined],
  ["a Blob", new Blob(['{"detail":"No."}']), undefined],
  ["bytes", new ArrayBuffer(8), undefined],
])("gives %s to the backend as what can be read of it", async (_, body, read) => {
  const bodies: unknown[] = [];
  const { session, logIn } = createWorld({
    backend: {
      challenge(answer) {
        bodies.push(answer.body);
        return undefined;
      },
    },
  });
  await logIn();
  const signed = await session.requests.sign({ url: "posts/", method: "GET" });
  if (signed) await session.requests.settle(signed, { status: 401, body });
  expect(bodies).toEqual([read]);
});
