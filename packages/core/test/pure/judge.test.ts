// What answers mean: a value, a clear refusal, or an error that says nothing about the session; and what the errors say.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeBackend } from "../../src/model/backend.ts";
import type { SessionError } from "../../src/model/errors.ts";
import { judge, readJson } from "../../src/model/judge.ts";
import { createTokenServer } from "../../src/testing/index.ts";

const backend = completeBackend(createTokenServer().backend);
const { login, refresh } = backend;
if (!refresh) throw new Error("the fake server refreshes");
const url = "https://api.example.com/api/token/";

interface Came {
  status: number;
  text?: string;
  /** `null`: it has none. */
  type?: string | null;
  redirected?: boolean;
  responseType?: ResponseType;
  retryAfter?: number;
}

function judged(
  operation: typeof login | typeof refresh,
  came: Came,
  by: typeof backend = backend,
): unknown {
  const { status, text = "", type = "application/json", redirected = false } = came;
  const headers = new Headers(type === null ? {} : { "content-type": type });
  const response = { status, redirected, headers, type: came.responseType ?? "cors" };
  const { retryAfter = null } = came;
  return judge(operation as never, { response, url, text, retryAfter }, by);
}

const code = (operation: typeof login | typeof refresh, came: Came): string =>
  (judged(operation, came) as SessionError).code ?? "value";

const dead = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';

describe("judge", () => {
  it.each([
    [200, '{"access":"a"}', "value"],
    [201, '{"access":"a"}', "value"],
    [200, "", "misconfigured"],
    [204, "", "misconfigured"],
    [200, "<h1>Hello</h1>", "misconfigured"],
    [200, "null", "misconfigured"],
    [200, "[]", "misconfigured"],
    [200, '{"access":7}', "misconfigured"],
    [200, '{"access":', "misconfigured"],
    [300, '{"access":"a"}', "misconfigured"],
    [301, "", "misconfigured"],
    [302, dead, "misconfigured"],
    [400, dead, "validation"],
    [400, "<h1>Bad request</h1>", "misconfigured"],
    [401, dead, "rejected"],
    [401, '{"detail":"no code"}', "validation"],
    [401, "<h1>Proxy</h1>", "misconfigured"],
    [401, "not json", "misconfigured"],
    [403, dead, "validation"],
    [403, "<h1>Firewall</h1>", "misconfigured"],
    [404, dead, "misconfigured"],
    [405, dead, "misconfigured"],
    [406, dead, "misconfigured"],
    [415, dead, "misconfigured"],
    [408, dead, "timeout"],
    [425, dead, "server"],
    [429, dead, "throttled"],
    [500, dead, "server"],
    [502, "<h1>Bad gateway</h1>", "server"],
    [503, "", "server"],
    [599, "", "server"],
  ])("a refresh answered %i %s is %s", (status, text, expected) => {
    expect(code(refresh, { status, text })).toBe(expected);
  });

  it("only the answers that a description names are a refusal, whatever status and body", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.string(), (status, text) => {
        const found = code(refresh, { status, text });
        if (found === "rejected")
          expect([status, readJson(text)]).toEqual([401, expect.anything()]);
        if (status >= 500) expect(found).toBe("server");
      }),
    );
  });

  it("a refused login is about credentials", () => {
    expect(code(login, { status: 401, text: '{"detail":"No active account"}' })).toBe(
      "invalid-credentials",
    );
  });

  it("the answer to a redirected POST is misconfigured, the one to a redirected GET is not", () => {
    const came = { status: 200, text: '{"access":"a"}', redirected: true };
    expect(code(refresh, came)).toBe("misconfigured");
    const get = { ...refresh, method: "GET" } as typeof refresh;
    expect(code(get, came)).toBe("value");
  });

  it("a redirect that the browser did not follow is misconfigured, and the error names the address", () => {
    const came = { status: 0, responseType: "opaqueredirect", type: "" } as const;
    const error = judged(login, came) as SessionError;
    expect(error).toMatchObject({ code: "misconfigured", status: null });
    expect(error.message).toContain(
      `POST ${url} answered a redirect. testing expects a different answer.`,
    );
    expect(error.message).toContain("slash");
  });

  describe("a backend that takes every answer for a refusal", () => {
    const rejects = (): boolean => true;
    const strict = {
      login: { ...login, rejects } as typeof login,
      refresh: { ...refresh, rejects } as typeof refresh,
    };
    const codeOf = (name: "login" | "refresh", came: Came): string => {
      const found = judged(strict[name], came, { ...backend, ...strict });
      return (found as SessionError).code ?? "value";
    };
    const html = { text: "<h1>No</h1>", type: "text/html" };
    const word = { text: "Unauthorized", type: "text/plain" };
    const json = { text: '{"error":"no"}' };

    it.each([
      ["JSON", 400, json, "rejected", "invalid-credentials"],
      ["JSON", 401, json, "rejected", "invalid-credentials"],
      ["nothing", 401, {}, "rejected", "invalid-credentials"],
      ["a bare word", 401, word, "rejected", "invalid-credentials"],
      [
        "a bare word without a type",
        401,
        { ...word, type: null },
        "rejected",
        "invalid-credentials",
      ],
      ["HTML without a type", 401, { ...html, type: null }, "misconfigured", "misconfigured"],
      ["HTML", 401, html, "misconfigured", "misconfigured"],
      [
        "HTML that is called text",
        401,
        { ...html, type: "text/plain" },
        "misconfigured",
        "misconfigured",
      ],
      [
        "HTML after a line break, that is called text",
        401,
        { text: "\n<h1>No</h1>", type: "text/plain" },
        "misconfigured",
        "misconfigured",
      ],
      [
        "HTML that is called JSON",
        401,
        { ...html, type: "application/json" },
        "misconfigured",
        "misconfigured",
      ],
      ["JSON", 404, json, "misconfigured", "invalid-credentials"],
      ["nothing", 404, {}, "misconfigured", "misconfigured"],
      ["a bare word", 404, word, "misconfigured", "misconfigured"],
      ["HTML", 404, html, "misconfigured", "misconfigured"],
      ["JSON", 405, json, "misconfigured", "invalid-credentials"],
      ["JSON", 200, json, "misconfigured", "invalid-credentials"],
      ["nothing", 204, {}, "misconfigured", "misconfigured"],
      ["HTML", 200, html, "misconfigured", "misconfigured"],
      ["JSON", 302, json, "misconfigured", "misconfigured"],
      [
        "JSON after a redirect",
        401,
        { ...json, redirected: true },
        "misconfigured",
        "misconfigured",
      ],
      ["JSON", 408, json, "timeout", "timeout"],
      ["JSON", 425, json, "server", "server"],
      ["JSON", 429, json, "throttled", "throttled"],
      ["JSON", 500, json, "server", "server"],
      ["nothing", 503, {}, "server", "server"],
    ] as const)("%s with %i", (_, status, came, atRefresh, atLogin) => {
      expect(codeOf("refresh", { status, ...came })).toBe(atRefresh);
      expect(codeOf("login", { status, ...came })).toBe(atLogin);
    });
  });

  it("rejects() may decide on the status alone if the answer has no body", () => {
    const rejects = ({ status }: { status: number }): boolean => status === 401;
    const plain = { ...refresh, rejects } as typeof refresh;
    expect(code(plain, { status: 401 })).toBe("rejected");
    expect(code(plain, { status: 403 })).toBe("validation");
  });

  it("rejects() that fails on a missing body does not refuse", () => {
    const rejects = ({ body }: { body: unknown }): boolean =>
      (body as { code: string }).code === "x";
    const picky = completeBackend({ ...createTokenServer().backend, login: { ...login, rejects } });
    expect(judged(picky.login, { status: 400, type: null }, picky)).toMatchObject({
      code: "validation",
    });
  });

  it("a login that answers 200 with an error keeps the server's messages, but nothing that may be a token", () => {
    const strict = { ...backend, login: { ...login, rejects: () => true } };
    const text = JSON.stringify({
      message: "Invalid credentials",
      key: "5f1d0c2b9a8e7f6d5c4b3a29",
    });
    const error = judged(strict.login, { status: 200, text }, strict) as SessionError;
    expect(error.code).toBe("invalid-credentials");
    expect(error.fields).toEqual({ message: ["Invalid credentials"] });
    expect(JSON.stringify(error)).not.toContain("5f1d0c2b9a8e7f6d5c4b3a29");
  });

  it("a success returns what the operation reads", () => {
    const read = (body: unknown): unknown => body;
    const echo = { ...login, read } as typeof login;
    expect(judged(echo, { status: 200, text: '{"access":"a"}' })).toEqual({
      value: { access: "a" },
    });
  });

  it("an operation without read() accepts any 2xx, except the page of a proxy", () => {
    const bare = { method: "POST", path: "x/" } as typeof login;
    for (const text of ["", "Bye", "{}"]) expect(code(bare, { status: 200, text })).toBe("value");
    expect(code(bare, { status: 200, text: "<!doctype html>" })).toBe("misconfigured");
  });

  it("an error names method, URL, status and content type, and says what to do", () => {
    const error = judged(login, { status: 400, text: '{"username":["Required."]}' });
    expect(error).toMatchObject({ status: 400, fields: { username: ["Required."] } });
    expect((error as Error).message).toBe(
      `POST ${url} answered 400 (application/json). Show the messages in fields.`,
    );
  });

  it("an error mentions a missing content type and a redirect", () => {
    const told = (came: Came): string => (judged(login, came) as Error).message;
    expect(told({ status: 200, text: "[]", redirected: true })).toMatch(
      "answered 200 (application/json, redirected). testing expects a different answer.",
    );
    expect(told({ status: 500, type: null })).toBe(
      `POST ${url} answered 500 (no type). Try again later.`,
    );
  });

  it("field messages are read only if there is a body", () => {
    const fields = (body: unknown) => ({ "": [(body as { oops: string }).oops] });
    const own = completeBackend({ ...createTokenServer().backend, fields });
    const came = { status: 400, text: '{"oops":"No."}', retryAfter: 7 };
    expect(judged(own.login, came, own)).toMatchObject({ fields: { "": ["No."] }, retryAfter: 7 });
    expect(judged(own.login, { status: 400 }, own)).toMatchObject({ fields: {} });
  });

  it("the error of a success that could not be read contains nothing of its body", () => {
    const error = judged(login, { status: 200, text: '{"token":"secret-token"}' });
    expect(error).toMatchObject({ code: "misconfigured", fields: {} });
    expect(JSON.stringify(error)).not.toContain("secret-token");
  });

  it("the error of a success with unexpected members names them, but not their values", () => {
    const text = '{"access-token":"secret-access","refresh-token":"secret-refresh"}';
    const { message } = judged(login, { status: 200, text }) as Error;
    expect(message).toContain(
      'answered 200 (application/json) with the members "access-token", "refresh-token". testing expects',
    );
    expect(message).not.toContain("secret");
  });

  it("an error names eight members at most, and none that is so long that it may be a token", () => {
    const long = "s3cret".repeat(7);
    const names = Array.from({ length: 50 }, (_, number) => `member${number}`);
    const body = Object.fromEntries([long, ...names].map((name) => [name, 1]));
    const { message } = judged(login, { status: 200, text: JSON.stringify(body) }) as Error;
    expect(message).toContain('"member7". testing expects');
    expect(message).not.toContain(long);
    const name = "n".repeat(30);
    expect(judged(login, { status: 200, text: `{"${name}":1,"${name}n":2}` })).toHaveProperty(
      "message",
      expect.stringContaining(`(application/json) with the members "${name}". testing expects`),
    );
    for (const text of ["[]", "{}", "null", "7", "<h1>", `{"${long}":1}`])
      expect(judged(login, { status: 200, text })).toHaveProperty(
        "message",
        expect.stringContaining(
          "answered 200 (application/json). testing expects a different answer.",
        ),
      );
  });

  it("the message of an error answer does not name its members", () => {
    const error = judged(login, { status: 404, text: '{"detail":"No such page."}' }) as Error;
    expect(error.message).not.toContain("members");
  });
});

describe("readJson", () => {
  it("returns undefined for anything that is no JSON, and never throws", () => {
    for (const text of ["", " ", "<p>", "{", "undefined"]) expect(readJson(text)).toBeUndefined();
    expect(readJson("null")).toBeNull();
    expect(readJson("0")).toBe(0);
  });
});
