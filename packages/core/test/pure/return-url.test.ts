// Return URLs: addresses outside the app are refused in every spelling, addresses inside it are kept as they are.
import fc from "fast-check";
import { expect, it } from "vitest";
import { safeReturnUrl } from "../../src/model/return-url.ts";

const home = "/home";

it.each([
  "/",
  "/posts/7",
  "/posts/7?edit=1#text",
  "/search?q=a//b&next=https://elsewhere.example/",
  "/caf%C3%A9",
  "/100%",
  "/100%/and%more?q=50%",
  "/caf%E9",
  "/search?q=a%252Fb",
  "/a%20b/c",
  // Encoded nine times.
  `/a%${"25".repeat(8)}20b`,
])("accepts %j", (url) => {
  expect(safeReturnUrl(url, home)).toBe(url);
});

it.each([
  null,
  undefined,
  7,
  ["/posts"],
  "",
  "posts",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  " //evil.example",
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "/%2Fevil.example",
  "/%2f%2Fevil.example",
  "/%5cevil.example",
  "/%09/evil.example",
  "/%252Fevil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2Fevil.example?x=%",
  "/%/%2F%2Fevil.example",
  "/%FF%2F%2Fevil.example",
  "/%E0%A4%A/%2Fevil.example",
  "/%2F%zzevil.example",
  "/%5Cevil.example#100%",
  `/%${"25".repeat(4)}2Fevil.example`,
  `/%${"25".repeat(50)}2Fevil.example`,
  "/%%32%46evil.example",
  "/%00/evil.example",
  "/%252e%252f%252fevil.example",
  // Encoded ten times: it is not decoded that often, so its content is unknown.
  `/a%${"25".repeat(9)}20b`,
])("refuses %j", (url) => {
  expect(safeReturnUrl(url, home)).toBe(home);
});

it("falls back to the start page by default", () => {
  expect(safeReturnUrl("//evil.example")).toBe("/");
});

/** What routers, servers and browsers may make of a path: decoded strictly, or leaving what cannot be decoded. */
const decoders: readonly ((text: string) => string)[] = [
  decodeURIComponent,
  decodeURI,
  (text) =>
    text.replace(/%[\da-f]{2}/gi, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    ),
];

it("never leaves the origin, for any input, however often and by whatever decoder it is decoded", () => {
  const parts = fc.constantFrom(
    ...["/", "\\", "%2f", "%5C", "%09", "\t", ".", "..", ":", "@", "?", "#", "%", "%3F", "%23"],
    ...["evil.example", "javascript:", "%25", "%2525", "%32", "%46", "%FF", "%E0%A4", "a", "%2e"],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(parts, { maxLength: 10 }).map((some) => `/${some.join("")}`),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...decoders), (candidate, decode) => {
      let url = safeReturnUrl(candidate);
      for (let times = 0; times <= 5; times += 1) {
        const { origin, pathname } = new URL(url, "https://app.example/login");
        if (origin !== "https://app.example" || pathname.startsWith("//")) return false;
        try {
          url = decode(url);
        } catch {
          return true;
        }
      }
      return true;
    }),
    { numRuns: 10_000 },
  );
});

it.each([
  ["slashes", "/".repeat(200_000)],
  ["slashes in the query", `/a?${"/".repeat(200_000)}`],
  ["encoded slashes", "%2F".repeat(200_000)],
  ["encoded percent signs", `/${"%25".repeat(200_000)}`],
  ["percent signs that were encoded many times", `/%${"25".repeat(200_000)}2F`],
  ["stray percent signs", `/${"%".repeat(200_000)}`],
])("handles 200,000 %s quickly", (_, url) => {
  expect([home, url]).toContain(safeReturnUrl(url, home));
});
