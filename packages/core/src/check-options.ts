/** Checks the options of a session: an option that cannot be right throws `misconfigured` and says what to write. Nothing is guessed. */
import type { Backend } from "./model/backend.ts";
import { SessionError } from "./model/errors.ts";
import type { Account } from "./model/operation.ts";
import type { StoragePort } from "./model/ports.ts";
import type { Rules } from "./model/state.ts";
import type { IdleOptions, SessionOptions } from "./options.ts";

type RuleOptions = Pick<
  SessionOptions<never, unknown, Account>,
  "idle" | "maxAge" | "maxAgeWarning" | "renew" | "leeway" | "timeout" | "credentials"
>;

/** The options that are times. An endless lifetime is one that never ends; an endless leeway or timeout makes no sense. */
const times = {
  leeway: { mayBeEndless: false },
  timeout: { mayBeEndless: false },
  maxAge: { mayBeEndless: true },
  maxAgeWarning: { mayBeEndless: false },
  "idle.timeout": { mayBeEndless: true },
  "idle.warning": { mayBeEndless: true },
} as const;

const BACKEND_REMEDY = 'backend: simpleJwt({ baseUrl: "https://api.example.com/" }), or another';
const ADDRESS_REMEDY = '"https://api.example.com/", or "/api/"';

const renewals = ["always", "in-use"];
const cookiePolicies = ["omit", "same-origin", "include"];
const storages = ["local", "session", "memory"];

/** The rules among the options, checked, with their defaults. */
export function checkOptions(options: RuleOptions): Omit<Rules<unknown>, "backend"> {
  const { leeway = 60_000, timeout = 15_000, maxAge = Infinity } = options;
  const { idle, renew = "always", credentials } = options;
  const maxAgeWarning = options.maxAgeWarning ?? Math.min(60_000, maxAge / 2);
  checkTime("leeway", leeway);
  checkTime("timeout", timeout);
  checkTime("maxAge", maxAge);
  checkTime("maxAgeWarning", maxAgeWarning);
  if (maxAgeWarning >= maxAge)
    throw misconfigured("maxAgeWarning", maxAgeWarning, `less than maxAge, ${maxAge}`);
  checkOneOf("renew", renew, renewals);
  if (credentials !== undefined) checkOneOf("credentials", credentials, cookiePolicies);
  return {
    leeway,
    maxAge,
    maxAgeWarning,
    inUse: renew === "in-use",
    idle: idle ? checkIdle(idle, maxAge) : null,
  };
}

function checkIdle(idle: IdleOptions, maxAge: number): Rules<unknown>["idle"] {
  if (typeof idle !== "object") throw misconfigured("idle", idle, `{ timeout: ${idle} }`);
  const { timeout, events } = idle;
  const warning = idle.warning ?? Math.min(60_000, timeout / 2);
  checkTime("idle.timeout", timeout);
  checkTime("idle.warning", warning);
  if (warning >= timeout)
    throw misconfigured("idle.warning", warning, `less than idle.timeout, ${timeout}`);
  if (timeout > maxAge)
    throw misconfigured("idle.timeout", timeout, `no more than maxAge, ${maxAge}`);
  if (events && events.length === 0)
    throw new SessionError(
      "misconfigured",
      "idle.events is empty. List at least one event type, or omit the option.",
    );
  return { timeout, warning };
}

/** Checks that there is a backend with an address. */
export function checkBackend(options: { readonly backend: object } | undefined): void {
  const backend = options?.backend as Partial<Backend<never, unknown>> | undefined;
  if (typeof backend?.login !== "object")
    throw misconfigured("backend", typeof backend, BACKEND_REMEDY);
  if (backend.cookies && !backend.cookies.open)
    throw misconfigured("cookies", "a plain object", 'cookies: cookieMode({ to: "auth" })');
  if ((backend.baseUrl ?? null) === null)
    throw misconfigured(
      "baseUrl",
      backend.baseUrl,
      `it with this spelling: baseUrl: ${ADDRESS_REMEDY}`,
    );
}

/** Checks where the session is kept: `localStorage` itself is no storage port. */
export function checkStorage(storage: unknown): void {
  const isPort = typeof (storage as Partial<StoragePort> | null)?.read === "function";
  if (!isPort) checkOneOf("storage", storage, storages);
}

/** Checks an address that a token may go to: it is absolute, or starts at the page's origin, and has no query. */
export function checkAddress(address: string, written: string = address): void {
  if (!/^(https?:\/)?\/[^@*?#]*$/.test(address))
    throw misconfigured("An address", written, ADDRESS_REMEDY);
}

/** Checks an address of `allow`: like any other, but `*` may stand for whole labels in front of a domain. */
export function checkAllowed(address: string): void {
  const withoutWildcards = address.replace(/^(https?:\/\/)(\*\.)+(?=[^/*.:]+\.[^/*.:])/, "$1");
  checkAddress(withoutWildcards, address);
}

/** Checks a path of `except`: it lies below `baseUrl`, and is not all of it. */
export function checkException(path: unknown): void {
  const isPath = typeof path === "string" && /^[^/?#*:]+(\/|$)/.test(path) && !path.includes("..");
  if (!isPath)
    throw misconfigured("except", JSON.stringify(path), 'a path below baseUrl: "health/"');
}

/** Checks a name for locks, channels and storage of all browsers. Web Locks keep "-" at the start for themselves. */
export function checkName(name: unknown): void {
  // Browsers do not agree on a surrogate without its other half.
  const isText = typeof name === "string" && name !== "" && !/\p{Surrogate}/u.test(name);
  if (!isText || name.startsWith("-"))
    throw misconfigured("name", JSON.stringify(name), 'plain text that does not start with "-"');
}

function checkTime(option: keyof typeof times, value: unknown): void {
  const isTime = typeof value === "number" && value > 0;
  const isEndless = value === Infinity && !times[option].mayBeEndless;
  if (!isTime || isEndless) throw misconfigured(option, value, "milliseconds: 60_000");
}

function checkOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (allowed.some((one) => one === value)) return;
  const last = allowed[allowed.length - 1];
  throw misconfigured(option, value, `${allowed.slice(0, -1).join(", ")} or ${last}`);
}

function misconfigured(option: string, value: unknown, remedy: string): SessionError {
  return new SessionError("misconfigured", `${option} is ${value}. Write ${remedy}.`);
}
