/** Advice about options and event names that do not exist. Only development builds have it. */
import { oddTimes } from "./advice-on-times.ts";
import type { HistoryEntry } from "./model/history-entry.ts";
import type { Account } from "./model/operation.ts";
import type { OptionNames } from "./model/option-names.ts";
import type { SessionOptions } from "./options.ts";

type Options = SessionOptions<never, unknown, Account>;

/** All options of a session. */
const options: OptionNames<Options> = {
  backend: true,
  storage: true,
  allow: true,
  except: true,
  name: true,
  leeway: true,
  idle: { timeout: true, warning: true, events: true },
  maxAge: true,
  maxAgeWarning: true,
  renew: true,
  timeout: true,
  credentials: true,
  fetch: true,
  ports: true,
};

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

/** An option that does not exist, and those that do. */
interface Unknown {
  readonly name: string;
  readonly known: readonly string[];
}

/** What is odd about the options of a session, each with its remedy. */
export function oddOptions(given: object): string[] {
  const sentences = unknownNames(given, options).map(({ name, known }) => {
    const remedy = otherwise[name] ?? nearest(name, known);
    return `There is no option "${name}". Write ${remedy}.`;
  });
  return [...sentences, ...oddTimes(given)];
}

/** The options that a function of a package does not know, each with its remedy. */
export function unknownOptionsOf(callee: string, given: unknown, names: object): string[] {
  return unknownNames(given, names).map(({ name, known }) => {
    const isOfSession = Object.keys(options).includes(name);
    const remedy = isOfSession ? `it in createSession({ ${name}: … })` : nearest(name, known);
    return `${callee} has no option "${name}". Write ${remedy}. Its options: ${known.join(", ")}.`;
  });
}

function unknownNames(given: unknown, names: object, prefix = ""): Unknown[] {
  if (typeof given !== "object" || given === null) return [];
  const members = new Map<string, unknown>(Object.entries(names));
  const known = [...members.keys()].map((name) => prefix + name);
  return Object.entries(given).flatMap(([name, value]) => {
    const inside = members.get(name);
    if (inside === undefined) return { name: prefix + name, known };
    if (typeof inside !== "object" || inside === null) return [];
    return unknownNames(value, inside, `${prefix}${name}.`);
  });
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
