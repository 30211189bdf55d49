// Seconds given where milliseconds are meant: usual times in seconds are told, and the same times in milliseconds are not.
import { cookieStorage } from "@sojourn/core";
import { createTokenServer } from "@sojourn/core/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { installAdvice } from "../src/advice.ts";
import { secondsIn } from "../src/advice-on-times.ts";
import type { CookieOptions } from "../src/browser/cookie.ts";
import { createSession } from "../src/create-session.ts";
import type { IdleOptions, SessionOptions } from "../src/options.ts";

const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
beforeEach(() => {
  warn.mockClear();
  installAdvice();
});

const told = (): string[] => warn.mock.calls.map(([message]) => `${message}`);

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** What people choose, in seconds. */
const usual = {
  leeway: [5, 10, 30, minute, 2 * minute, 5 * minute],
  timeout: [2, 5, 10, 15, 30, minute, 2 * minute],
  "idle.timeout": [5, 10, 15, 20, 30, 60, 90, 120, 240, 480, 600, 720]
    .map((minutes) => minutes * minute)
    .concat(day, 7 * day, 30 * day),
  "idle.warning": [20, 30, 45, minute, 2 * minute, 5 * minute, 10 * minute, 20 * minute, hour / 2],
  maxAge: [15 * minute, hour / 2, hour, 4 * hour, 8 * hour, 10 * hour, 12 * hour, 18 * hour].concat(
    [1, 2, 5, 7, 14, 30, 90, 365].map((days) => days * day),
  ),
  maxAgeWarning: [30, minute, 2 * minute, 5 * minute, 10 * minute, hour / 2, hour, day],
} satisfies Record<string, readonly number[]>;

/** Short ones for demonstrations and tests, and lengths that are no round numbers: nobody means seconds. In milliseconds. */
const deliberate = {
  leeway: [1000, 1500, 2000, 5000],
  timeout: [1000, 1200, 1500, 2500, 3000],
  "idle.timeout": [10_000, 12_000, 15_000, 20_000, 30_000, 45_000, 90_000, 150_000, 299_873],
  "idle.warning": [1000, 2000, 4000, 5000, 10_000, 15_000, 20_000],
  maxAge: [90_000, 100_000, 299_873, 3_599_873, 14_400_001, 30_000_000],
  maxAgeWarning: [1000, 2000, 5000, 10_000, 30_000, 90_000],
} satisfies Record<string, readonly number[]>;

type Option = keyof typeof usual;

/** Makes a session with this time, and long others. */
function create(option: Option, value: number): void {
  const [first, member] = option.split(".");
  const year = 365 * 86_400_000;
  const long: Record<string, unknown> = { [option]: value };
  if (option === "maxAgeWarning") long.maxAge = year;
  if (first === "idle") long.idle = { timeout: year, warning: 1000, [`${member}`]: value };
  if (option === "idle.timeout") long.idle = { timeout: value };
  delete long["idle.timeout"];
  delete long["idle.warning"];
  createSession({ backend: createTokenServer().backend, ...long });
}

const rows = <Table extends Record<string, readonly number[]>>(table: Table) =>
  Object.entries(table).flatMap(([option, values]) =>
    values.map((value) => [option as Option, value] as const),
  );

describe("a time of a session", () => {
  it.each(rows(usual))("%s: %i seconds are told", (option, seconds) => {
    create(option, seconds);
    expect(told()).toEqual([
      `Sojourn: ${option} is ${seconds} milliseconds. If you mean seconds, write ${seconds} * 1000.`,
    ]);
  });

  it.each(rows(usual))("%s: the same %i seconds in milliseconds are not", (option, seconds) => {
    create(option, seconds * 1000);
    expect(told()).toEqual([]);
  });

  it.each(rows(deliberate))("%s: nobody means %i seconds", (option, value) => {
    create(option, value);
    expect(told()).toEqual([]);
  });

  it("each option that is a time is in these tables", () => {
    type Times<Options> = {
      [Name in keyof Options]-?: number extends NonNullable<Options[Name]> ? Name : never;
    }[keyof Options];
    type Session = Times<Omit<SessionOptions<never, never, Record<never, never>>, "backend">>;
    const names: Record<Session | `idle.${Times<IdleOptions>}`, unknown> = usual;
    expect(Object.keys(deliberate)).toEqual(Object.keys(names));
  });
});

describe("the lifetime of a cookie", () => {
  const make = (maxAge: CookieOptions["maxAge"]) => cookieStorage({ name: "token", maxAge });

  it.each(usual.maxAge)("%i seconds are told once", (seconds) => {
    make(seconds);
    make(seconds);
    const words = `cookieStorage: maxAge is ${seconds} milliseconds. If you mean seconds, write ${seconds} * 1000.`;
    expect(told()).toEqual([`Sojourn: ${words}`]);
  });

  it.each([...usual.maxAge.map((seconds) => seconds * 1000), ...deliberate.maxAge, undefined])(
    "%s milliseconds are not",
    (maxAge) => {
      make(maxAge);
      expect(told()).toEqual([]);
    },
  );
});

describe("a lifetime that a server grants", () => {
  // django-oauth-toolkit grants 36,000 seconds, Auth0 86,400, Keycloak 60 and 1,800.
  const lifetimes = [minute, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 36_000, 43_200, 86_400];
  const fields = ["expiresIn", "renewableFor"] as const;
  const all = fields.flatMap((field) => lifetimes.map((seconds) => [field, seconds] as const));

  it.each(all)("%s: %i seconds look like seconds", (field, seconds) => {
    expect(secondsIn({ access: "A", [field]: seconds })).toBe(`${field}: ${seconds}`);
  });

  it.each(all)("%s: the same %i seconds in milliseconds do not", (field, seconds) => {
    expect(secondsIn({ access: "A", [field]: seconds * 1000 })).toBeNull();
  });

  it.each([0, Number.NaN, Infinity, undefined, 10_000, 15_000, 30_000, 299_873, 3_599_873])(
    "%s milliseconds do not",
    (time) => {
      for (const field of fields) expect(secondsIn({ access: "A", [field]: time })).toBeNull();
    },
  );

  it("instants are in milliseconds, too", () => {
    expect(secondsIn({ access: "A", expiresAt: 1_767_355_200 })).toBe("expiresAt: 1767355200");
    expect(secondsIn({ access: "A", expiresAt: 1_767_355_200_000 })).toBeNull();
  });
});
