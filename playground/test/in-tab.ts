/** What runs in each tab of the tests of tabs: one session, shown as plain text, and what a test can ask of it. */
import { createSession, type HistoryEntry, isSessionError, type Session } from "@sojourn/core";
import { type Credentials, type SimpleJwtUser, simpleJwt } from "@sojourn/django";
import { type CookieSystem, cookieBackend } from "./cookie-backends.ts";

/** How a tab opens its session. */
export interface Opening {
  /** Where the server is, ending in `/`. */
  readonly baseUrl: string;
  /** A server with cookies. Default: simplejwt, with tokens. */
  readonly cookies?: CookieSystem;
  /** Whether that server is on another site than the page. Default: `false`. */
  readonly crossSite?: boolean;
  /** Default: `"local"`. */
  readonly storage?: "local" | "session";
  /** Default: nobody is logged out for doing nothing. */
  readonly idle?: { readonly timeout: number; readonly warning: number };
  /** Default: the session's own. */
  readonly timeout?: number;
  /** How far this tab's clock is ahead, in milliseconds. Default: 0. */
  readonly ahead?: number;
}

/** How a tab stands. */
export interface Standing {
  readonly status: string;
  readonly user: string | null;
  readonly reason: string | null;
  readonly elsewhere: boolean | null;
  /** Whether the person is being warned. */
  readonly warned: boolean;
}

/** How requests of one tab came out. */
export interface Outcomes {
  readonly good: number;
  /** Statuses of answers that were no success, codes of errors. */
  readonly bad: readonly string[];
}

let session: Session<Credentials<"username">, SimpleJwtUser> | undefined;
let stop = (): void => {};
let ahead = 0;
let calls: Promise<Outcomes> | undefined;

/** What this tab has shown, whenever it changed or a frame was painted: the text and the instant. */
export const shown: { at: number; text: string; frame: boolean }[] = [];

function current(): NonNullable<typeof session> {
  if (!session) throw new Error("No session is open in this tab.");
  return session;
}

/** Opens the session; one that was open is stopped. */
export function open({ baseUrl, cookies, crossSite, ahead: lead = 0, ...options }: Opening): void {
  stop();
  ahead = lead;
  const now = (): number => Date.now() + ahead;
  const clock = {
    now,
    alarm(at: number, ring: () => void) {
      const timer = setTimeout(ring, Math.max(0, at - now()));
      return () => clearTimeout(timer);
    },
  };
  const backend = cookies
    ? cookieBackend(cookies, { baseUrl, crossSite: crossSite === true })
    : simpleJwt({ baseUrl });
  session = createSession({ backend, name: "tabs", ports: { clock }, ...options });
  session.subscribe(show);
  stop = session.start();
  show();
}

/** Stops the session of this tab; what is stored stays. */
export function close(): void {
  stop();
}

function text(): string {
  const snapshot = current().getSnapshot();
  if (snapshot.status === "authenticated") return `private things of ${snapshot.user.id}`;
  if (snapshot.status === "loading") return "loading";
  const { reason, elsewhere } = snapshot;
  return `logged out: ${reason}${elsewhere ? ", elsewhere" : ""}`;
}

function show(): void {
  document.body.textContent = text();
  shown.push({ at: Date.now(), text: text(), frame: false });
}

/** Notes what stands on the page in the first frames, and in those after each time it was away. */
function watchFrames(): void {
  let rest = 30;
  const note = (): void => {
    shown.push({ at: Date.now(), text: document.body.textContent ?? "", frame: true });
    rest -= 1;
    if (rest > 0) requestAnimationFrame(note);
  };
  const again = (): void => {
    rest = 30;
    requestAnimationFrame(note);
  };
  again();
  addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", again);
}

/** Opens the session, logs in and stops it again, so that nothing is renewed in between. */
export async function visit(opening: Opening, username: string): Promise<void> {
  open(opening);
  await login(username);
  close();
}

export async function login(username: string): Promise<string> {
  const { id } = await current().login({ username, password: "correct-horse-1" });
  return id;
}

/** Logs in with a password that may be wrong: the code of the error, or `null`. */
export async function tryLogin(username: string, password: string): Promise<string | null> {
  try {
    await current().login({ username, password });
    return null;
  } catch (error) {
    return isSessionError(error) ? error.code : `${error}`;
  }
}

/** "I am still here." */
export function stay(): void {
  current().stay();
}

export function logout(): Promise<void> {
  return current().logout();
}

/** Moves this tab's clock, without waking anybody: as a machine that slept. */
export function leap(by: number): void {
  ahead += by;
}

/** Whether two moments in a row give the same token, and what went wrong. Never the token itself. */
export async function ask(at = 0): Promise<{ print: string | null; error: string | null }> {
  await until(at);
  try {
    const token = await current().getToken();
    return { print: token && (await print(token)), error: null };
  } catch (error) {
    return { print: null, error: isSessionError(error) ? error.code : `${error}` };
  }
}

/** What a wait for a token came to, and how long it took this tab, in milliseconds. */
export async function waitForToken(): Promise<{ error: string | null; took: number }> {
  const start = performance.now();
  const { error } = await ask();
  return { error, took: performance.now() - start };
}

async function print(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest).slice(0, 6), (byte) => byte.toString(16)).join("-");
}

async function until(at: number): Promise<void> {
  const rest = at - Date.now();
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
}

/** Opens the session at this instant of the wall's clock and sends requests at once. */
export async function rush(opening: Opening, at: number, count: number): Promise<Outcomes> {
  await until(at);
  open(opening);
  return send(count);
}

/** Sends requests at once. */
export async function send(count: number): Promise<Outcomes> {
  const bad: string[] = [];
  const one = async (): Promise<void> => {
    try {
      const { status } = await current().fetch("me/");
      if (status !== 200) bad.push(`${status}`);
    } catch (error) {
      bad.push(isSessionError(error) ? error.code : `${error}`);
    }
  };
  await Promise.all(Array.from({ length: count }, one));
  return { good: count - bad.length, bad };
}

/** Writes a post: an unsafe request. The status of its answer, or the code of the error. */
export async function write(text: string): Promise<number | string> {
  const body = JSON.stringify({ text });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  try {
    return (await current().fetch("posts/", init)).status;
  } catch (error) {
    return isSessionError(error) ? error.code : `${error}`;
  }
}

/** Renews the tokens now: the code of the error, or `null`. */
export async function refresh(): Promise<string | null> {
  try {
    await current().refresh();
    return null;
  } catch (error) {
    return isSessionError(error) ? error.code : `${error}`;
  }
}

/**
 * Asks the server who is asking, again and again for this long: whom the screen showed at each call, and whom the server saw or
 * what the request was told. `username`: who logs in here meanwhile.
 */
export async function askWho(duration: number, username?: string): Promise<readonly string[]> {
  const one = async (): Promise<string> => {
    const shown = standing().user ?? "nobody";
    try {
      const response = await current().fetch("me/");
      return `${shown} seen as ${response.ok ? (await response.json()).id : response.status}`;
    } catch (error) {
      return `${shown} told ${isSessionError(error) ? error.code : error}`;
    }
  };
  const asked: Promise<string>[] = [];
  const end = performance.now() + duration;
  const loggedIn = username && login(username);
  while (performance.now() < end) {
    asked.push(one());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await loggedIn;
  return [...new Set(await Promise.all(asked))].sort();
}

/** Begins to send, and does not wait. `sent` waits for it. */
export function beginToSend(count: number): void {
  calls = send(count);
}

export async function sent(): Promise<Outcomes | undefined> {
  return calls;
}

export function standing(): Standing {
  const snapshot = current().getSnapshot();
  const { status, user } = snapshot;
  const isOver = snapshot.status === "unauthenticated";
  return {
    status,
    user: user?.id ?? null,
    reason: isOver ? snapshot.reason : null,
    elsewhere: isOver ? snapshot.elsewhere : null,
    warned: snapshot.status === "authenticated" && snapshot.idle !== null,
  };
}

export function explain(): readonly HistoryEntry["type"][] {
  return current()
    .explain()
    .map(({ type }) => type);
}

// A page that reloads opens its session by itself, as apps do.
const query = new URLSearchParams(location.search).get("opening");
if (query) {
  open(JSON.parse(query));
  watchFrames();
  calls = send(Number(new URLSearchParams(location.search).get("requests") ?? 0));
}
