// Where a token may go: compared by parsed origins and whole path segments, and refused in doubt.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBelow, plainPathOf, prepareDestinations } from "../../src/machine/destinations.ts";
import { judgeAnswer } from "../../src/machine/requests.ts";
import { initialState } from "../../src/machine/transition.ts";
import { type CompleteBackend, completeBackend } from "../../src/model/backend.ts";
import { createTokenServer } from "../../src/testing/index.ts";
import { recordSample } from "../support/samples.ts";

const nothingMore = { allowed: [], excepted: [] };

const base = new URL("https://api.example.com/api/");
const allowed = [base, new URL("https://files.example.com:8443/private")];

describe("isBelow", () => {
  it.each([
    "https://api.example.com/api/",
    "https://api.example.com/api",
    "https://api.example.com/api/posts/?next=https://evil.example/",
    "https://api.example.com:443/api/posts/",
    "https://API.Example.com/api/posts/",
    "HTTPS://api.example.com/api/",
    "https://user:secret@api.example.com/api/posts/",
    "https://api.example.com/other/../api/posts/",
    "https://api.example.com/api/a..b/",
    "https://api.example.com/api/...",
    "https://files.example.com:8443/private/a.pdf",
    "https://files.example.com:8443/private",
    "/api/posts/",
    "posts/",
  ])("lets a token go to %s", (url) => {
    expect(isBelow(new URL(url, base), allowed)).toBe(true);
  });

  it.each([
    "//evil.example/api/",
    "https://api.example.com.evil.example/api/",
    "https://evil.example/https://api.example.com/api/",
    "https://evil.example/api/?https://api.example.com/api/",
    "https://api.example.com@evil.example/api/",
    "https://evil.example#@api.example.com/api/",
    "https://evil.example\\@api.example.com/api/",
    "https://api.example.com:8443/api/",
    "https://files.example.com/private/",
    "http://api.example.com/api/",
    "https://example.com/api/",
    "https://sub.api.example.com/api/",
    "https://api.example.com./api/",
    "https://api.example.com/",
    "https://api.example.com/apifoo",
    "https://api.example.com/api.json",
    "https://api.example.com/API/posts/",
    "https://api.example.com/api/../admin/",
    "https://api.example.com/api/%2e%2e/admin/",
    "https://api.example.com/api/.%2E/admin/",
    "https://api.example.com/api/..%2fadmin/",
    "https://api.example.com/api/%2e%2e%2Fadmin/",
    "https://api.example.com/api/x%2f..%2f..%2fadmin/",
    "https://api.example.com/api/..%5cadmin",
    "https://api.example.com/api/x/%2E%2E%5Cadmin",
    "https://api.example.com/api\\..\\admin/",
    "https://files.example.com:8443/private-not/a.pdf",
    "../admin/",
    "blob:https://api.example.com/api/1",
    "data:text/html,https://api.example.com/api/",
    "file:///api/",
    "javascript:alert(1)",
  ])("lets no token go to %s", (url) => {
    expect(isBelow(new URL(url, base), allowed)).toBe(false);
  });

  it("lets no token go to another origin, whatever the path, nor above the allowed path", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (text) => {
        const url = new URL(text);
        const isOurs = allowed.some(
          ({ origin, pathname }) =>
            url.origin === origin && `${url.pathname}/`.startsWith(pathname.replace(/\/?$/, "/")),
        );
        if (!isOurs) expect(isBelow(url, allowed)).toBe(false);
      }),
    );
  });

  it("handles 200,000 slashes quickly", () => {
    const many = new URL(`https://api.example.com/api/${"/".repeat(200_000)}a`);
    expect(isBelow(many, allowed)).toBe(true);
    expect(isBelow(many, [many])).toBe(true);
    const backend = completeBackend({ ...createTokenServer().backend, baseUrl: many.href });
    expect(backend.baseUrl).toBe(`${many.href}/`);
    const destinations = prepareDestinations(
      backend,
      many,
      nothingMore,
      (path) => new URL(path, base),
    );
    expect(destinations.mayCarryToken(many, "POST")).toBe(true);
  });

  it("lets no token go anywhere if nothing is allowed, or if both origins are opaque", () => {
    expect(isBelow(base, [])).toBe(false);
    const opaque = new URL("data:text/plain,api");
    expect(isBelow(opaque, [opaque])).toBe(false);
  });
});

describe("plainPathOf", () => {
  it.each(["posts/", "posts", "posts/12/comments/", "a.b/c.json?page=2&q=%20x", "v1/me?"])(
    "takes %s",
    (path) => {
      expect(plainPathOf(path, base.href)).toBe(path);
      expect(plainPathOf(base.href + path, base.href)).toBe(path);
    },
  );

  it.each([
    ...[
      "",
      "/posts/",
      "//evil.example/",
      "https://evil.example/",
      "../admin/",
      "posts/../../admin/",
    ],
    ...[
      "posts/%2e%2e/admin",
      "a..b/",
      ".",
      "./a",
      "a//b",
      "a\\b",
      "a b",
      " a",
      "a\n",
      "ä",
      "a:b",
      "#a",
    ],
    ...["a?b#c", "a?b c", "a?b\\c", "a@b"],
  ])("leaves %j to the parser", (path) => {
    expect(plainPathOf(path, base.href)).toBeNull();
  });

  it("takes no path that a parser would read otherwise, or that leads out of the address", () => {
    const part = fc.constantFrom(..."ab1-_./?%2e=&:@#\\ ä", "..", "%2f", "//");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = parts.join("");
        if (plainPathOf(path, base.href) === null) return;
        const parsed = new URL(path, base);
        expect(parsed.href).toBe(base.href + path);
        expect(isBelow(parsed, [base])).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

const resolve = (path: string): URL => new URL(path, base);

/** Asks whether a request to a path may carry the token, if only this is allowed. */
const ask = (backend: CompleteBackend<never, unknown>, allowed: URL) => {
  const destinations = prepareDestinations(backend, allowed, nothingMore, resolve);
  return (path: string, method = "POST"): boolean =>
    destinations.mayCarryToken(resolve(path), method);
};

describe("the signed operations of a description", () => {
  const { backend } = createTokenServer();
  const beside = completeBackend({
    ...backend,
    me: { method: "GET", path: "/auth/me/", signed: true },
    account: {
      setPassword: { method: "POST", path: "https://accounts.example.com/password/", signed: true },
      resetPassword: { method: "POST", path: "/auth/reset/" },
    },
  });
  const at = ask(beside as never, new URL("https://elsewhere.example/"));

  it("are recognised at any address", () => {
    expect(at("/auth/me/", "GET")).toBe(true);
    expect(at("/auth/me?full=1", "GET")).toBe(true);
    expect(at("https://accounts.example.com/password/")).toBe(true);
  });

  it("are not confused with other methods, neighbours, other origins or unsigned operations", () => {
    expect(at("/auth/me/", "DELETE")).toBe(false);
    expect(at("/auth/me/posts/", "GET")).toBe(false);
    expect(at("/auth/", "GET")).toBe(false);
    expect(at("https://evil.example/auth/me/", "GET")).toBe(false);
    expect(at("/auth/reset/")).toBe(false);
    expect(at("token/")).toBe(false);
  });
});

describe("the public operations of a description", () => {
  const backend = completeBackend(createTokenServer().backend);
  const may = ask(backend as never, base);
  const at = (path: string, method?: string): boolean => !may(path, method);

  it("are recognised with and without slash and query: login, refresh, logout and sign-up", () => {
    for (const path of ["token/", "token", "token/refresh/?a=1", "token/blacklist/", "users/#x"])
      expect(at(path), path).toBe(true);
  });

  it("are recognised by the resolved URL, however the path is written", () => {
    const reset = (path: string) => ({
      ...backend,
      account: { reset: { method: "POST" as const, path } },
    });
    const places = ["reset?x=1", "../reset", "/other/reset", "https://api.example.com/reset"];
    // The whole origin is allowed, so the token stays away only because the operation is public.
    const origin = new URL("/", base);
    for (const path of places) {
      expect(ask(reset(path) as never, origin)(path), path).toBe(false);
      expect(ask(backend as never, origin)(path), path).toBe(true);
    }
  });

  it("are only the login if the backend has nothing else", () => {
    const { refresh: _, verify: __, logout: ___, account: ____, ...bare } = backend;
    const mayCarryToken = ask(bare as never, base);
    expect(mayCarryToken("token/")).toBe(false);
    expect(mayCarryToken("token/refresh/")).toBe(true);
  });

  it("are known by a plain path below baseUrl as well", () => {
    const { mayCarryTokenBelowBase: isFree } = prepareDestinations(
      backend as never,
      base,
      nothingMore,
      resolve,
    );
    for (const path of ["token/", "token", "token/refresh/?a=1", "users/"])
      expect(isFree(path, "POST"), path).toBe(false);
    expect(isFree("users/", "GET")).toBe(true);
    expect(isFree("posts/?next=token/", "POST")).toBe(true);
    const odd = new URL("https://api.example.com/a%2f..%2fb/");
    const nowhere = prepareDestinations(backend as never, odd, nothingMore, resolve);
    expect(nowhere.mayCarryTokenBelowBase("posts/", "GET")).toBe(false);
  });

  it("are not confused with other methods, neighbours or signed operations", () => {
    expect(at("users/", "GET")).toBe(false);
    expect(at("users/1/")).toBe(false);
    expect(at("tokens/")).toBe(false);
    expect(at("me/", "PATCH")).toBe(false);
  });
});

describe("judgeAnswer", () => {
  const state = { ...initialState, record: recordSample({ epoch: 2 }) };
  const carried = { access: "access-1", epoch: 2, replays: 0, renewed: false };

  it.each([
    ["caller", {}, undefined],
    ["renew", {}, "refused"],
    ["renew", {}, "doubtful"],
    ["renew", {}, "gone"],
    ["replay", { access: "older" }, "refused"],
    ["renew", { replays: 1 }, "refused"],
    ["again", { replays: 1, renewed: true }, "refused"],
    ["again", { replays: 2 }, "refused"],
    ["caller", { replays: 1, renewed: true }, undefined],
    ["changed", { epoch: 1 }, undefined],
    ["changed", { epoch: 1 }, "refused"],
    ["changed", { epoch: 3 }, "gone"],
  ] as const)("returns %s for %j and %s", (verdict, changes, challenge) => {
    expect(judgeAnswer(state, { ...carried, ...changes }, challenge)).toBe(verdict);
  });

  it("never lets a request be sent more than three times", () => {
    const access = fc.constantFrom("access-1", "older");
    const challenge = fc.constantFrom("refused", "gone", "doubtful", undefined);
    fc.assert(
      fc.property(access, fc.nat(5), fc.boolean(), challenge, (token, replays, renewed, said) => {
        const verdict = judgeAnswer(state, { access: token, epoch: 2, replays, renewed }, said);
        if (replays > 1) expect(verdict).toBeOneOf(["caller", "again"]);
      }),
    );
  });
});
