// The typical mistakes in the options of a backend, each with what it is answered. The table stands in docs/troubleshooting.md.
import { readFileSync } from "node:fs";
import { createSession, isSessionError } from "@sojourn/core";
import * as factories from "@sojourn/django";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { optionNames } from "../src/option-names.ts";

const page = readFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), "utf8");
const baseUrl = "https://api.example.com/";
const everyFactory = Object.entries(factories);

const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
beforeEach(() => {
  warn.mockClear();
});

/** Makes a session of what a factory makes of this. Returns all that developers read. */
function read(factory: (options: never) => unknown, ...given: unknown[]): string[] {
  const errors: string[] = [];
  try {
    const backend = Reflect.apply(factory, null, given);
    createSession({ backend, storage: "memory" });
  } catch (error) {
    if (!isSessionError(error)) throw error;
    errors.push(`${error.code}: ${error.message}`);
  }
  return [...warn.mock.calls.map(([message]) => `${message}`), ...errors];
}

const missing =
  'baseUrl is undefined. Write it with this spelling: baseUrl: "https://api.example.com/"';

const mistakes: [mistake: string, told: string, ...given: unknown[]][] = [
  ["`simpleJwt()` without options", missing],
  [
    "a misspelled option of the backend",
    'simpleJwt has no option "usernamefield". Write usernameField. Its options: baseUrl, usernameField,',
    { baseUrl, usernamefield: "email" },
  ],
  [
    "`schema` for `scheme`",
    'simpleJwt has no option "schema". Write scheme.',
    { baseUrl, schema: "JWT" },
  ],
  [
    "`path` for `paths`",
    'simpleJwt has no option "path". Write paths.',
    { baseUrl, path: "token/" },
  ],
  [
    "a path that the backend does not have",
    'simpleJwt has no option "paths.signin". Write paths.login.',
    { baseUrl, paths: { signin: "signin/" } },
  ],
  [
    "an option of the session, given to the backend",
    'simpleJwt has no option "storage". Write it in createSession({ storage: … }).',
    { baseUrl, storage: "session" },
  ],
];

describe("a typical mistake is answered", () => {
  it.each(mistakes)("%s: %s", (mistake, words, ...given) => {
    expect(read(factories.simpleJwt, ...given).join("\n")).toContain(words);
    expect(page).toContain(`| ${mistake} | ${words} |`);
  });
});

describe("each factory", () => {
  it.each(everyFactory)("%s without options or baseUrl is misconfigured", (_, factory) => {
    for (const given of [[], [undefined], [null], [baseUrl], [{}], [{ baseUrl: null }]]) {
      const [error = "", ...others] = read(factory, ...given);
      expect(error).toMatch(/^misconfigured: baseUrl is (undefined|null)\. Write it with this/);
      expect(others).toEqual([]);
    }
  });

  it.each(everyFactory)("%s tells once of an option that it does not know", (name, factory) => {
    const options = { baseUrl, nonsense: true };
    read(factory, options);
    const [words = "", ...others] = read(factory, options);
    expect(words).toContain(`Sojourn: ${name} has no option "nonsense". Write `);
    expect(words).toContain("Its options: baseUrl, ");
    expect(others).toEqual([]);
  });

  it.each(everyFactory)("%s says nothing about the options that it knows", (name, factory) => {
    const names = new Map(Object.entries(optionNames)).get(name) ?? {};
    const options = Object.entries(names)
      .filter(([, inside]) => inside !== true)
      .map(([option, inside]) => [option, { ...Object(inside) }]);
    expect(read(factory, { ...Object.fromEntries(options), baseUrl })).toEqual([]);
  });
});

it("a misspelled baseUrl is told with the right one, besides the error", () => {
  const [words, error] = read(factories.knox, { baseURL: baseUrl });
  expect(words).toContain('knox has no option "baseURL". Write baseUrl.');
  expect(error).toContain(`misconfigured: ${missing}`);
});
