/** Advice about options and event names that do not exist, and about times that look like seconds. Only development builds have it. */
import type { HistoryEntry } from "./model/history-entry.ts";
import type { Account } from "./model/operation.ts";
import type { IdleOptions, SessionOptions } from "./options.ts";

type Options = SessionOptions<never, unknown, Account>;

/** All options of a session. */
const options: Record<keyof Options, true> = {
  backend: true,
  storage: true,
  allow: true,
  except: true,
  name: true,
  leeway: true,
  idle: true,
  maxAge: true,
  maxAgeWarning: true,
  renew: true,
  timeout: true,
  credentials: true,
  fetch: true,
  ports: true,
};

const idleOptions: Record<keyof IdleOptions, true> = { timeout: true, warning: true, events: true };

/** Where people expect an option, and what to write instead. The spelling of the rest finds its neighbour. */
const otherwise: Readonly<Record<string, string>> = {
  idleTimeout: "idle: { timeout: … }",
  idleWarning: "idle: { warning: … }",
  idleEvents: "idle: { events: … }",
  baseUrl: "it in the backend: simpleJwt({ baseUrl: … })",
  baseURL: "it in the backend: simpleJwt({ baseUrl: … })",
  path: "paths in the backend: simpleJwt({ paths: { login: … } })",
  paths: "it in the backend: simpleJwt({ paths: { login: … } })",
  scheme: "it in the backend: simpleJwt({ scheme: … })",
};

/** The types of all history entries. */
const types: Record<HistoryEntry["type"], true> = {
  restored: true,
  login: true,
  "login-pending": true,
  refreshing: true,
  refreshed: true,
  adopted: true,
  "refresh-failed": true,
  refused: true,
  replayed: true,
  late: true,
  "idle-warning": true,
  "max-age-warning": true,
  ended: true,
  "logout-failed": true,
  degraded: true,
  "listener-failed": true,
  advice: true,
};

/** Names of events that other libraries have. */
const otherTypes: Readonly<Record<string, string>> = {
  logout: '"ended", whose reason is "logout"',
  "signed-out": '"ended"',
  expired: '"ended", whose reason is "expired"',
  idle: '"idle-warning" or "ended"',
  change: 'subscribe() for every change, or "*"',
  refresh: '"refreshed"',
  error: '"refresh-failed"',
};

/** Shorter times than these are probably meant in seconds. In milliseconds. */
const shortest = {
  leeway: 1000,
  timeout: 1000,
  maxAge: 60_000,
  maxAgeWarning: 1000,
} satisfies Partial<Record<keyof Options, number>>;

const shortestIdle = { timeout: 10_000, warning: 1000 } satisfies Partial<
  Record<keyof IdleOptions, number>
>;

/** What is odd about the options of a session, each with its remedy. */
export function oddOptions(given: object): string[] {
  const idle = Object((given as { idle?: unknown }).idle);
  return [
    ...unknownNames(given, options, ""),
    ...unknownNames(idle, idleOptions, "idle."),
    ...shortTimes(given, shortest, ""),
    ...shortTimes(idle, shortestIdle, "idle."),
  ];
}

function unknownNames(given: object, known: object, prefix: string): string[] {
  const names = Object.keys(known);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  return unknown.map((name) => {
    const remedy = otherwise[name] ?? nearest(name, names);
    return `There is no option "${prefix}${name}". Write ${remedy}.`;
  });
}

function shortTimes(given: object, least: Record<string, number>, prefix: string): string[] {
  return Object.entries(given)
    .filter(([name, value]) => typeof value === "number" && value < (least[name] ?? 0))
    .map(
      ([name, value]) =>
        `${prefix}${name} is ${value} milliseconds. Were seconds meant? Write ${value} * 1000.`,
    );
}

/** What is odd about the type of a history entry that somebody listens for. `null`: nothing. */
export function oddType(type: string): string | null {
  const known = Object.keys(types);
  if (type === "*" || known.includes(type)) return null;
  const remedy = otherTypes[type] ?? `"${nearest(type, known)}"`;
  return `There is no history entry "${type}", so this listener is never called. Write ${remedy}.`;
}

/** The known name that is spelled most like this one. */
function nearest(name: string, known: readonly string[]): string {
  const [best = ""] = [...known].sort((a, b) => distance(name, a) - distance(name, b));
  return best;
}

/** How many letters have to be changed, added or left out to get from one name to the other. Capitals do not count. */
function distance(from: string, to: string): number {
  const [a, b] = [from.toLowerCase(), to.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const changed = (row[column] ?? 0) + Number(letter !== other);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
