// After a login without an answer, two plain GET requests find out whether CORS is the reason.
import { createClock } from "@sojourn/core/testing";
import { expect, it } from "vitest";
import { isForbidden } from "../../src/runtime/cors.ts";

const unread = () => Promise.reject(new TypeError("Failed to fetch"));
const arrives = (type: ResponseType) => () => Promise.resolve({ type } as Response);

it.each([
  ["a server that is down is no CORS refusal", unread, unread, false],
  ["a single lost request is no CORS refusal", arrives("cors"), arrives("opaque"), false],
  ["an answer that arrives but cannot be read is a CORS refusal", unread, arrives("opaque"), true],
  ["an answer from the page's own origin is no CORS refusal", unread, arrives("basic"), false],
])("%s", async (_, cors, noCors, forbidden) => {
  const sent: (RequestInit | undefined)[] = [];
  const send: typeof fetch = (_url, init) => {
    sent.push(init);
    return init?.mode === "no-cors" ? noCors() : cors();
  };
  expect(await isForbidden("https://api.example.com/token/", send, createClock(), 1000)).toBe(
    forbidden,
  );
  for (const init of sent) {
    expect(init).toMatchObject({ credentials: "omit" });
    expect(init).not.toHaveProperty("headers");
    expect(init).not.toHaveProperty("body");
  }
});
