// Each line of the README's table names what others leave to you. Here stand the tests that hold it.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const textOf = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

const stories = "packages/core/test/stories";

/** The tests behind each line: a file, and the names of tests in it. */
const proofs: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "a thousand callers meet an expired token": {
    [`${stories}/refresh.test.ts`]: [
      "one refresh serves the timer, requests, a 401, a manual call and 1,000 parallel getToken() calls",
    ],
  },
  "twenty tabs meet it, on a server that revokes a token used twice": {
    "playground/test/tabs.spec.ts": ["tabs that start at once make one refresh"],
  },
  "the network is gone, the server answers 429 or 502, a hotel's Wi-Fi answers with its own page": {
    [`${stories}/refusal.test.ts`]: [
      "a temporary failure is retried with growing random pauses, at most about once a minute, never at once",
      "Retry-After applies to the timer, requests, returns and manual refreshes",
    ],
    [`${stories}/own-questions.test.ts`]: ["a refusal in HTML does not end the session"],
  },
  "a request is refused": {
    [`${stories}/replay.test.ts`]: [
      "a body can be sent twice: %s, also in a Request",
      "a body can be sent a third time if two tokens were refused",
    ],
    "packages/core/test/pure/requests.test.ts": [
      "never lets a request be sent more than three times",
    ],
    [`${stories}/requests.test.ts`]: [
      "a 401 that no refresh cures costs one refresh and one retry, keeps the session, and 1,000 more requests cause no storm",
    ],
  },
  "somebody logs out without a network, or while a refresh or a login is under way": {
    [`${stories}/logout.test.ts`]: [
      "a logout without a network is immediate",
      "a refresh that is answered after a logout writes nothing, and its tokens are revoked",
      "a login that is answered after a logout writes nothing, and its tokens are revoked",
    ],
  },
  "the page is reloaded": {
    [`${stories}/restore.test.ts`]: [
      "a reload with a valid token shows the user at once, and sends no request",
    ],
  },
  "somebody else logs in in another tab": {
    [`${stories}/whose-request.test.ts`]: [
      "requests are signed for the user on the screen while somebody else logs in in another tab",
    ],
  },
  "a laptop sleeps past the idle timeout": {
    [`${stories}/idle.test.ts`]: [
      "sleep past the deadline ends the session, and the movement that wakes the machine does not extend it",
    ],
  },
  "one tab is in use, ten others are not": {
    [`${stories}/idle.test.ts`]: [
      "one active tab keeps ten others logged in, and all end together when it stops",
    ],
  },
  "the computer's clock is wrong by a day": {
    [`${stories}/clock.test.ts`]: [
      "a clock that is set back by a day does not make old tokens valid again, and causes no storm of requests",
      "a clock that is set forward by a day is corrected by one refresh, and causes no storm of requests",
    ],
  },
  "an address leads to another host, or above the API": {
    "packages/core/test/pure/requests.test.ts": [
      "lets no token go to another origin, whatever the path, nor above the allowed path",
    ],
  },
  "the server is a Django package": {
    "packages/django/test/replay.test.ts": [
      "the user is read from the tokens of every recorded login and refresh",
    ],
    "packages/django/test/types.test-d.ts": ["djoser's account operations take typed forms"],
  },
  "you make one of the typical mistakes": {
    "packages/core/test/mistakes.test.ts": [
      "every row of that table is held by a test of some package",
    ],
  },
};

const [, section = ""] = textOf("README.md").split("## What others leave to you");
const [table = ""] = section.split("\n## ");
const rows = [...table.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)]
  .map(([, cell = ""]) => cell)
  .slice(1); // after the head

it("a test is named for each line of the table, and for no other", () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(Object.keys(proofs)).toEqual(rows);
});

it.each(Object.entries(proofs))("the tests that hold “%s” exist", (_, files) => {
  for (const [file, names] of Object.entries(files)) {
    const text = textOf(file);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  }
});

it("each size is one that pnpm size compares with what it measures", () => {
  const [, sizes = ""] = textOf("README.md").replaceAll("\n", " ").split("with brotli: ");
  const [told = ""] = sizes.split(". `pnpm size`");
  const figures = told.split(" kB").slice(0, -1);
  const words = figures.map((one) => one.replace(/ [\d.]+$/, "").replace(/^, /, ""));
  const budgets = textOf(".config/check/size.ts");
  expect(words.length).toBeGreaterThan(4);
  expect(words.filter((one) => !budgets.includes(`"${one}"`))).toEqual([]);
});
