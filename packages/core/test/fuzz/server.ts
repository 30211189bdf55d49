// A fuzzed server: answers what a login, a refresh or any request wants, or something else, or late, or never.
import type { FakeClock } from "@sojourn/core/testing";
import type { Dice } from "../simulation/dice.ts";
import { pick, seldom } from "./choose.ts";
import { BASE } from "./description.ts";
import { createMint, rollTokens, type TokenStyle } from "./tokens.ts";

/** An answer to be. */
interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly html?: boolean;
  readonly redirected?: boolean;
  readonly retryAfter?: string;
}

/** A kind of answer that is none of the expected. `"network"`: none comes; `"hang"`: none, and nobody says so. */
type Mishap = Reply | "network" | "hang";

const mishaps: readonly Mishap[] = [
  { status: 200, body: {} },
  { status: 200, body: null },
  { status: 200, html: true },
  { status: 204 },
  { status: 302 },
  { status: 200, body: {}, redirected: true },
  { status: 400, body: { detail: "Odd." } },
  { status: 400, html: true },
  { status: 401, body: { detail: "No.", code: "no" } },
  { status: 401, html: true },
  { status: 401 },
  { status: 403, body: { detail: "No." } },
  { status: 404, body: { detail: "Where?" } },
  { status: 405, body: { detail: "How?" } },
  { status: 408, body: {} },
  { status: 425, body: {} },
  { status: 429, body: { detail: "Wait." }, retryAfter: "30" },
  { status: 429, body: { detail: "Wait." }, retryAfter: "0" },
  { status: 429, body: { detail: "Wait." }, retryAfter: "1e99" },
  { status: 429, body: { detail: "Wait." }, retryAfter: "soon" },
  { status: 503, body: {}, retryAfter: "Thu, 01 Jan 1970 00:00:00 GMT" },
  { status: 503, body: {}, retryAfter: "Fri, 02 Jan 2026 18:00:00 GMT" },
  { status: 500, html: true },
  { status: 502 },
  "network",
  "hang",
];

/** The properties of a server in a run. */
export interface ServerStyle {
  readonly tokens: TokenStyle;
  readonly skew: number;
  readonly date: "none" | "right" | "wrong" | "nonsense";
  /** Milliseconds until an answer. */
  readonly latency: number;
  readonly rotates: boolean;
  readonly tellsUser: boolean;
  /** What comes instead of each answer to this path; `null`: only now and then something does. */
  readonly habit: { readonly path: string; readonly mishap: Mishap } | null;
  /** One answer in so many is a mishap; 0: none. */
  readonly mishapEvery: number;
}

/** Rolls a server. */
export function rollServer(dice: Dice): ServerStyle {
  const paths = ["login/", "refresh/", "me/", "verify/", "posts/", "logout/"];
  const habit = { path: pick(dice, paths), mishap: pick(dice, mishaps) };
  return {
    tokens: rollTokens(dice),
    skew: seldom(dice, 4, 0, [3_600_000, -3_600_000, 30 * 86_400_000, -1e12]),
    date: seldom(dice, 2, "none", ["right", "right", "wrong", "nonsense"]),
    latency: seldom(dice, 3, 0, [50, 900, 14_000, 16_000]),
    rotates: dice.roll(2) === 1,
    tellsUser: dice.roll(2) === 1,
    habit: dice.roll(3) === 2 ? habit : null,
    mishapEvery: seldom(dice, 2, 0, [3, 10]),
  };
}

/** A server in a network. */
export interface Server {
  readonly fetch: typeof fetch;
  /** From now on every answer is the expected one, and what hung fails. */
  calm(): void;
}

/** Makes one. */
export function createServer(dice: Dice, style: ServerStyle, clock: FakeClock): Server {
  const mint = createMint(dice, style.tokens);
  const hanging = new Set<() => void>();
  let isCalm = false;

  const expected = (path: string): Reply => {
    const now = clock.now() + style.skew;
    if (path === "login/") mint.begin(now);
    if (path === "login/" || path === "refresh/") {
      const { expiresIn } = style.tokens;
      const refresh = path === "login/" || style.rotates ? mint.refresh(now) : undefined;
      const user = style.tellsUser ? { name: "Zoë" } : undefined;
      return { status: 200, body: { access: mint.access(now), refresh, expiresIn, user } };
    }
    return { status: 200, body: { name: "Zoë" } };
  };
  const mishapOf = (path: string): Mishap | null => {
    if (isCalm) return null;
    if (style.habit?.path === path) return style.habit.mishap;
    const isOne = style.mishapEvery > 0 && dice.roll(style.mishapEvery) === style.mishapEvery - 1;
    return isOne ? pick(dice, mishaps) : null;
  };
  const dates = {
    none: () => null,
    right: () => new Date(clock.now() + style.skew).toUTCString(),
    wrong: () => new Date(86_400_000).toUTCString(),
    nonsense: () => "yesterday",
  };

  const send: typeof fetch = (input, init) =>
    new Promise((resolve, reject) => {
      const path = `${input}`.slice(BASE.length);
      const { signal } = init ?? {};
      const fail = (): void => {
        hanging.delete(fail);
        reject(new TypeError("Failed to fetch"));
      };
      const abort = (): void => {
        hanging.delete(fail);
        reject(signal?.reason);
      };
      if (signal?.aborted) {
        abort();
        return;
      }
      signal?.addEventListener("abort", abort);
      const mishap = mishapOf(path);
      if (mishap === "hang") {
        hanging.add(fail);
        return;
      }
      const arrive = (): void => {
        if (mishap === "network") fail();
        else resolve(respond(mishap ?? expected(path), dates[style.date]()));
      };
      if (style.latency > 0) clock.alarm(clock.now() + style.latency, arrive);
      else arrive();
    });
  return {
    fetch: send,
    calm() {
      isCalm = true;
      for (const fail of [...hanging]) fail();
    },
  };
}

/** As much of a response as the core touches, because a real one takes its time to make. */
function respond(reply: Reply, date: string | null): Response {
  const { status, body, html = false, redirected = false, retryAfter } = reply;
  const headers = new Map([["content-type", html ? "text/html" : "application/json"]]);
  if (date !== null) headers.set("date", date);
  if (retryAfter !== undefined) headers.set("retry-after", retryAfter);
  const text = html ? "<!doctype html>" : body === undefined ? "" : JSON.stringify(body);
  const response = {
    status,
    ok: status < 300,
    redirected,
    type: "basic",
    body: null,
    headers: { get: (name: string) => headers.get(name.toLowerCase()) ?? null },
    text: async () => text,
    clone: () => response,
  };
  return response as unknown as Response;
}
