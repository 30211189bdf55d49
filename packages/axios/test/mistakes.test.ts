// The typical mistakes with axios, each with what it is answered. The table stands in docs/troubleshooting.md.
import { readFileSync } from "node:fs";
import { attachSession } from "@sojourn/axios";
import { isSessionError } from "@sojourn/core";
import axios from "axios";
import { expect, it } from "vitest";
import { loggedIn } from "./world.ts";

const page = readFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), "utf8");
const words =
  "Write attachSession(api, session): first what axios.create() returned, then the session.";

/** What a call throws. */
function failureOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

it.each(["`attachSession` with swapped arguments", "`attachSession` without a session"])(
  "%s",
  async (mistake) => {
    const { api, session } = await loggedIn();
    const given = mistake.includes("swapped") ? [session, api] : [api];
    const error = failureOf(() => Reflect.apply(attachSession, null, given));
    expect(isSessionError(error)).toBe(true);
    expect(error).toMatchObject({ code: "misconfigured", message: words });
    expect(page).toContain(`| ${mistake} | ${words} |`);
  },
);

it("attachSession without anything, or with the backend, is answered as well", async () => {
  const { server } = await loggedIn();
  for (const given of [[], [null, null], [axios.create(), server.backend]]) {
    const error = failureOf(() => Reflect.apply(attachSession, null, given));
    expect(error).toMatchObject({ code: "misconfigured", message: words });
  }
});

it("axios itself is an instance, too", async () => {
  const { session } = await loggedIn();
  attachSession(axios, session)();
});
