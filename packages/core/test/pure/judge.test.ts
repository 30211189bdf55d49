// What answers mean: a value, a definitive no, or something that settles nothing; and what their errors say.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeBackend, readFields } from "../../src/backend.ts";
import type { SessionError } from "../../src/errors.ts";
import { judge, readJson } from "../../src/judge.ts";
import { createTokenServer } from "../../src/testing/index.ts";

const backend = completeBackend(createTokenServer().backend);
const { login, refresh } = backend;
if (!refresh) throw new Error("the fake server refreshes");
const url = "https://api.example.com/api/token/";

interface Came {
  status: number;
  text?: string;
  type?: string;
  redirected?: boolean;
}

function judged(operation: typeof login | typeof refresh, came: Came): unknown {
  const { status, text = "", type = "application/json", redirected = false } = came;
  const response = { status, redirected, headers: new Headers({ "content-type": type }) };
  return judge(operation as never, { response, url, text, retryAfter: null }, backend);
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

  it("a definitive no comes only from the closed list, whatever status and body", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.string(), (status, text) => {
        const found = code(refresh, { status, text });
        if (found === "rejected")
          expect([status, readJson(text)]).toEqual([401, expect.anything()]);
        if (status >= 500) expect(found).toBe("server");
      }),
    );
  });

  it("login's no is about credentials", () => {
    expect(code(login, { status: 401, text: '{"detail":"No active account"}' })).toBe(
      "invalid-credentials",
    );
  });

  it("a POST that was redirected is astray, whatever came; a GET is not", () => {
    const came = { status: 200, text: '{"access":"a"}', redirected: true };
    expect(code(refresh, came)).toBe("misconfigured");
    const get = { ...refresh, method: "GET" } as typeof refresh;
    expect(code(get, came)).toBe("value");
  });

  it("an operation that reads nothing is content with any 2xx", () => {
    const bare = { method: "POST", path: "x/" } as typeof login;
    for (const text of ["", "<h1>", "{}"]) expect(code(bare, { status: 204, text })).toBe("value");
  });

  it("an error tells method, URL, status, kind and what to do, and the fields", () => {
    const error = judged(login, { status: 400, text: '{"username":["Required."]}' });
    expect(error).toMatchObject({ status: 400, fields: { username: ["Required."] } });
    expect((error as Error).message).toBe(
      `POST ${url} answered 400 (application/json). Show the messages in fields.`,
    );
  });

  it("what a success holds never stands in its error, though it was not understood", () => {
    const error = judged(login, { status: 200, text: '{"token":"secret-token"}' });
    expect(error).toMatchObject({ code: "misconfigured", fields: {} });
    expect(JSON.stringify(error)).not.toContain("secret-token");
  });

  it("a success with other members than expected names them, and never their values", () => {
    const text = '{"access-token":"secret-access","refresh-token":"secret-refresh"}';
    const { message } = judged(login, { status: 200, text }) as Error;
    expect(message).toContain(
      'answered 200 (application/json) with the members "access-token", "refresh-token", not like',
    );
    expect(message).not.toContain("secret");
  });

  it("names few members, and none that is too long to be a name", () => {
    const long = "s3cret".repeat(7);
    const names = Array.from({ length: 50 }, (_, number) => `member${number}`);
    const body = Object.fromEntries([long, ...names].map((name) => [name, 1]));
    const { message } = judged(login, { status: 200, text: JSON.stringify(body) }) as Error;
    expect(message).toContain('"member7", not like');
    expect(message).not.toContain(long);
    for (const text of ["[]", "{}", "null", "7", "<h1>"])
      expect((judged(login, { status: 200, text }) as Error).message).not.toContain("members");
  });

  it("an error's members are its fields, and stand in no message", () => {
    const error = judged(login, { status: 404, text: '{"detail":"No such page."}' }) as Error;
    expect(error.message).not.toContain("members");
  });
});

describe("readJson", () => {
  it("gives undefined for what is no JSON, and never throws", () => {
    for (const text of ["", " ", "<p>", "{", "undefined"]) expect(readJson(text)).toBeUndefined();
    expect(readJson("null")).toBeNull();
    expect(readJson("0")).toBe(0);
  });
});

describe("readFields", () => {
  it.each([
    [{ username: ["a", "b"] }, { username: ["a", "b"] }],
    [{ detail: "No." }, { "": ["No."] }],
    [{ detail: "No.", non_field_errors: ["Both."] }, { "": ["No.", "Both."] }],
    [["one", "two"], { "": ["one", "two"] }],
    [{ detail: "No.", code: "token_not_valid", messages: [{ token_class: "x" }] }, { "": ["No."] }],
    [{ code: ["Wrong one-time code."] }, { code: ["Wrong one-time code."] }],
    [{ profile: { city: ["Unknown."] } }, {}],
    [{ age: 7, name: null, tags: [] }, {}],
    [null, {}],
    [undefined, {}],
    ["text", {}],
    [42, {}],
  ])("reads %j as %j", (body, fields) => {
    expect(readFields(body)).toEqual(fields);
  });

  it("reads fields named like parts of every object", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const body: unknown = JSON.parse(`{"${name}":["Wrong."]}`);
      expect(Object.entries(readFields(body)).flat(2)).toEqual([name, "Wrong."]);
    }
  });

  it("never throws, whatever the JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void readFields(body)));
  });
});
