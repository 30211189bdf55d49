// How session.requests reads the body of an answer, in any form in which an HTTP client passes it.
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
])("the backend gets the readable content of %s", async (_, body, read) => {
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
