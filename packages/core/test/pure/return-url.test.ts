// Return URLs: what leads out of the app is refused in every spelling, what is inside survives untouched.
import fc from "fast-check";
import { expect, it } from "vitest";
import { safeReturnUrl } from "../../src/return-url.ts";

const home = "/home";

it.each([
  "/",
  "/posts/7",
  "/posts/7?edit=1#text",
  "/search?q=a//b&next=https://elsewhere.example/",
  "/caf%C3%A9",
  "/100%",
  "/a%20b/c",
])("goes back to %j", (url) => {
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
])("does not go to %j", (url) => {
  expect(safeReturnUrl(url, home)).toBe(home);
});

it("never leaves the origin, whatever it is given", () => {
  const parts = fc.constantFrom(
    "/",
    "\\",
    "%2f",
    "%5C",
    "%09",
    "\t",
    ".",
    "..",
    ":",
    "@",
    "?",
    "#",
    "evil.example",
    "javascript:",
    "%25",
    "a",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(parts, { maxLength: 8 }).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      const url = safeReturnUrl(candidate);
      const target = new URL(url, "https://app.example/login");
      const { origin, pathname } = target;
      return origin === "https://app.example" && !pathname.startsWith("//");
    }),
    { numRuns: 5000 },
  );
});
