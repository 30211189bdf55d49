// The pure parts: tokens that any JWT library accepts, and servers that do not change the state they are given.
import { expect, test } from "vitest";
import { createRespond } from "../src/drf.ts";
import type { ServerRequest } from "../src/http.ts";
import { sign, verify } from "../src/jwt.ts";
import { simpleJwtSystem } from "../src/simple-jwt.ts";
import { freshState, remember } from "../src/state.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test("a token holds its payload in ASCII, and is refused after a change or after exp", () => {
  const payload = { name: "Łucja-日本-é", tag: "???>>>~~~", exp: NOW / 1000 + 1 };
  const token = sign("key", payload);
  expect(verify("key", token, NOW)).toEqual(payload);
  expect(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"))).toContain(
    "\\u0141ucja",
  );
  expect(verify("key", token, NOW + 1000)).toBe("expired");
  expect(verify("another", token, NOW)).toBe("invalid");
  expect(verify("key", token.replace(".", ".x"), NOW)).toBe("invalid");
  expect(verify("key", "garbage", NOW)).toBe("invalid");
  expect(verify("key", `${token}.more`, NOW)).toBe("invalid");
});

test("a token and its place on the blacklist are forgotten a minute after it expired", () => {
  const state = freshState("seed");
  const issued = { kind: "refresh", user: 1, exp: NOW / 1000 } as const;
  remember(state, "old", issued, NOW);
  state.blacklist.old = issued.exp;
  state.expired.old = issued.exp;
  const known = () => [state.issued, state.blacklist, state.expired].map((by) => "old" in by);
  remember(state, "new", issued, NOW + 59_000);
  expect(known()).toEqual([true, true, true]);
  remember(state, "new", issued, NOW + 60_000);
  expect(known()).toEqual([false, false, false]);
});

test("a server does not change the state it is given, and the same input gives the same answer", () => {
  const respond = createRespond(simpleJwtSystem({}), { debug: false, firstAuthenticator: "token" });
  const state = Object.freeze(freshState("seed"));
  const before = JSON.stringify(state);
  const request: ServerRequest = {
    method: "POST",
    base: "https://api.example.com/",
    path: "token/",
    query: "",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "alice", password: "correct-horse-1" }),
  };
  const [one, two] = [respond(state, request, NOW), respond(state, request, NOW)];
  expect(JSON.stringify(state)).toBe(before);
  expect(one[1].status).toBe(200);
  expect(one[1].body === two[1].body).toBe(true);
  expect(JSON.parse(JSON.stringify(one[0]))).toEqual(one[0]);
});
