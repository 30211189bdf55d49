// The front doors change only on purpose.
import * as door from "@sojourn/core";
import * as testing from "@sojourn/core/testing";
import { expect, test } from "vitest";

test("@sojourn/core exports these values and nothing else", () => {
  expect(Object.keys(door).sort()).toEqual([
    "SessionError",
    "checkUser",
    "cookieMode",
    "cookieStorage",
    "createCore",
    "createSession",
    "defineBackend",
    "errorText",
    "extendBackend",
    "isSessionError",
    "readFields",
    "reasonText",
    "safeReturnUrl",
    "tellUnknownOptions",
    "toView",
    "vault",
  ]);
});

test("@sojourn/core/testing exports these values and nothing else", () => {
  expect(Object.keys(testing).sort()).toEqual([
    "backendContract",
    "createAnswer",
    "createBrowser",
    "createClock",
    "createRandom",
    "createTestSession",
    "createTokenServer",
    "writeJwt",
  ]);
});

test("a session has these members and nothing else", () => {
  const { backend } = testing.createTokenServer();
  const session = door.createSession({ backend });
  expect(Object.keys(session).sort()).toEqual([
    "account",
    "adopt",
    "end",
    "explain",
    "fetch",
    "getSnapshot",
    "getToken",
    "login",
    "logout",
    "on",
    "proceed",
    "ready",
    "refresh",
    "reloadUser",
    "requests",
    "start",
    "stay",
    "subscribe",
  ]);
  expect(Object.keys(session.requests).sort()).toEqual(["isSettled", "settle", "sign", "signNow"]);
});

test("an error is recognised by its mark, also one of another copy of the package", () => {
  const error = new door.SessionError("network", "No answer.", { cause: new Error("below") });
  const foreign = Object.assign(new Error("x"), { code: "network", mark: "sojourn.SessionError" });
  for (const one of [error, foreign]) expect(door.isSessionError(one)).toBe(true);
  for (const other of [null, undefined, "x", {}, { mark: "sojourn.SessionError" }, new Error("x")])
    expect(door.isSessionError(other)).toBe(false);
  expect({ ...error }).toEqual({ code: "network", fields: {}, status: null, retryAfter: null });
});
