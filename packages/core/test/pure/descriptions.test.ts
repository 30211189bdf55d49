// What descriptions can say: meanings of odd answers, texts and headers, paths made from input, places for tokens.
import { describe, expect, it } from "vitest";
import { prepareDestinations } from "../../src/machine/destinations.ts";
import { completeBackend } from "../../src/model/backend.ts";
import { SessionError } from "../../src/model/errors.ts";
import { judge } from "../../src/model/judge.ts";
import type { Meaning, Operation } from "../../src/model/operation.ts";
import { resolvePath } from "../../src/runtime/resolve-path.ts";
import { createTokenServer } from "../../src/testing/index.ts";

const server = createTokenServer();
const backend = completeBackend(server.backend);
const url = "https://api.example.com/api/x/";
const json = "application/json";

interface Came {
  readonly status: number;
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function judged(changes: Partial<Operation<never, unknown>>, came: Came, isLogin = false): unknown {
  const { status, text = "", type = json, headers = {} } = came;
  const known = new Headers({ "content-type": type, ...headers });
  const response = { status, redirected: false, headers: known, type: "cors" };
  const operation = { method: "POST", path: "x/", ...changes } as const;
  return judge(operation, { response, url, text, retryAfter: null }, backend, isLogin);
}

/** The code of the error, or the value. */
function outcome(
  changes: Partial<Operation<never, unknown>>,
  came: Came,
  isLogin = false,
): unknown {
  const result = judged(changes, came, isLogin);
  return result instanceof SessionError ? result.code : (result as { value: unknown }).value;
}

describe("what an answer means can be said by the description", () => {
  const says = (meaning: Meaning | undefined) => ({ means: () => meaning, read: () => "read" });

  it.each<[Meaning, Came, unknown]>([
    ["value", { status: 401, text: "{}" }, "read"],
    ["value", { status: 404, text: "{}" }, "read"],
    ["value", { status: 410 }, "read"],
    ["rejected", { status: 200, text: "{}" }, "rejected"],
    ["rejected", { status: 404, text: "{}" }, "rejected"],
    ["rejected", { status: 401 }, "rejected"],
    ["rejected", { status: 400, text: "no", type: "text/plain" }, "rejected"],
    ["throttled", { status: 400, text: "{}" }, "throttled"],
    ["validation", { status: 401, text: "{}" }, "validation"],
    ["validation", { status: 200, text: "{}" }, "validation"],
  ])("%s for %o", (meaning, came, expected) => {
    expect(outcome(says(meaning), came)).toBe(expected);
  });

  it("a refusal of a login is about the credentials", () => {
    expect(outcome(says("rejected"), { status: 200, text: "{}" }, true)).toBe(
      "invalid-credentials",
    );
  });

  it.each<[Came, string]>([
    [{ status: 500, text: "{}" }, "server"],
    [{ status: 503, text: "<h1>Later</h1>", type: "text/html" }, "server"],
    [{ status: 429, text: "{}" }, "throttled"],
    [{ status: 408, text: "{}" }, "timeout"],
    [{ status: 425, text: "{}" }, "server"],
    [{ status: 401, text: "<h1>Wi-Fi</h1>", type: "text/html" }, "misconfigured"],
    [{ status: 302 }, "misconfigured"],
  ])("but never of %o, which means the same everywhere", (came, expected) => {
    expect(outcome(says("rejected"), came)).toBe(expected);
  });

  it("nothing: the usual rules decide", () => {
    expect(outcome(says(undefined), { status: 200, text: "{}" })).toBe("read");
    expect(outcome(says(undefined), { status: 400, text: "{}" })).toBe("validation");
    expect(outcome({ ...says(undefined), rejects: () => true }, { status: 400, text: "{}" })).toBe(
      "rejected",
    );
  });

  it("a function that looks into a missing body says nothing", () => {
    const means = ({ body }: { body: unknown }): Meaning =>
      (body as { code: string }).code === "x" ? "value" : "rejected";
    expect(outcome({ means }, { status: 400 })).toBe("validation");
  });
});

describe("an answer is read", () => {
  it("from its headers and its text as well", () => {
    const read = (_: unknown, answer: { text: string; header(name: string): string | null }) =>
      `${answer.header("Authorization")} ${answer.text}`;
    const came = {
      status: 200,
      text: "1|abc",
      type: "text/html",
      headers: { authorization: "Bearer t" },
    };
    expect(outcome({ read }, came)).toBe("Bearer t 1|abc");
  });

  it("never from HTML, whatever reads a text", () => {
    const read = (_: unknown, { text }: { text: string }) => text;
    const page = {
      status: 200,
      text: "\n<!doctype html><title>Log in to Wi-Fi</title>",
      type: "text/html",
    };
    expect(outcome({ read }, page)).toBe("misconfigured");
  });
});

describe("a path", () => {
  const base = new URL("https://api.example.com/v1/");

  it.each([
    ["token/", "https://api.example.com/v1/token/"],
    ["accounts:signUp", "https://api.example.com/v1/accounts:signUp"],
    [
      "accounts:signInWithPassword?key=a",
      "https://api.example.com/v1/accounts:signInWithPassword?key=a",
    ],
    ["../o/token/", "https://api.example.com/o/token/"],
    ["/o/token/", "https://api.example.com/o/token/"],
    ["https://id.example.com/token", "https://id.example.com/token"],
    ["//id.example.com/token", "https://id.example.com/token"],
    ["", "https://api.example.com/v1/"],
  ])("%s is %s", (path, href) => {
    expect(resolvePath(path, base).href).toBe(href);
  });
});

describe("places for tokens", () => {
  const base = new URL("https://api.example.com/api/");
  const resolve = (path: string): URL => resolvePath(path, base);
  const at = (allowed: readonly string[], excepted: readonly string[] = [], of = backend) =>
    prepareDestinations(
      of,
      base,
      { allowed: allowed.map((address) => new URL(address)), excepted: excepted.map(resolve) },
      resolve,
    );

  it.each([
    ["https://files.example.com/", true],
    ["https://FILES.example.com/a/b", true],
    ["https://example.com/", false],
    ["https://a.files.example.com/", false],
    ["https://evilexample.com/", false],
    ["https://files.example.com.evil.example/", false],
    ["https://files.evil.com/", false],
    ["http://files.example.com/", false],
    ["https://files.example.com:8443/", false],
    ["https://files.example.com@evil.example/", false],
  ])("https://*.example.com/ takes in %s: %s", (address, isAllowed) => {
    expect(at(["https://*.example.com/"]).mayCarryToken(new URL(address), "GET")).toBe(isAllowed);
  });

  it("a star keeps the path and the port of its place, and two stars are two labels", () => {
    const { mayCarryToken } = at([
      "https://*.example.com:8443/private/",
      "https://*.*.example.org/",
    ]);
    expect(mayCarryToken(new URL("https://a.example.com:8443/private/1"), "GET")).toBe(true);
    expect(mayCarryToken(new URL("https://a.example.com:8443/public/"), "GET")).toBe(false);
    expect(mayCarryToken(new URL("https://a.b.example.org/"), "GET")).toBe(true);
    expect(mayCarryToken(new URL("https://a.example.org/"), "GET")).toBe(false);
  });

  it("what is excepted gets no token, by a parsed URL and by a plain path", () => {
    const { mayCarryToken, mayCarryTokenBelowBase } = at([], ["health/", "public"]);
    for (const path of ["health/", "health", "health/db/", "public/a?b=1", "public"]) {
      expect(mayCarryToken(resolve(path), "GET"), path).toBe(false);
      expect(mayCarryTokenBelowBase(path, "GET"), path).toBe(false);
    }
    for (const path of ["healthy/", "posts/health/", "publications/"]) {
      expect(mayCarryToken(resolve(path), "GET"), path).toBe(true);
      expect(mayCarryTokenBelowBase(path, "GET"), path).toBe(true);
    }
  });

  it("a signed operation keeps its address, even if that is excepted", () => {
    expect(at([], ["me/"]).mayCarryToken(resolve("me/"), "GET")).toBe(true);
  });

  it("an address that is shared with the app's requests gets tokens, others of unsigned operations do not", () => {
    const login = { ...backend.login, path: "graphql", shared: true };
    const { mayCarryTokenBelowBase } = at([], [], completeBackend({ ...server.backend, login }));
    expect(mayCarryTokenBelowBase("graphql", "POST")).toBe(true);
    expect(mayCarryTokenBelowBase("token/refresh/", "POST")).toBe(false);
  });
});
