// What two plain GETs tell about a login that got no answer.
import { createClock } from "@sojourn/core/testing";
import { expect, it } from "vitest";
import { isForbidden } from "../../src/runtime/cors.ts";

const unread = () => Promise.reject(new TypeError("Failed to fetch"));
const arrives = (type: ResponseType) => () => Promise.resolve({ type } as Response);

it.each([
  ["a server that is down does not forbid", unread, unread, false],
  ["a request that was merely lost is not forbidden", arrives("cors"), arrives("opaque"), false],
  ["what arrives but cannot be read is forbidden", unread, arrives("opaque"), true],
  ["what arrives from the page's own origin is not", unread, arrives("basic"), false],
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
