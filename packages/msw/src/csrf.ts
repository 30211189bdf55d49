/** Django's protection against forged requests: a secret in a cookie, and the same secret, masked or plain, in a header. */
import { cookiesOf, type SetCookie } from "./cookies.ts";
import { type Context, type Route, tokenFree } from "./drf.ts";
import { json, Refusal, type ServerRequest } from "./http.ts";
import { nextId, type State } from "./state.ts";

const CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LENGTH = 32;
const YEAR = 364 * 24 * 60 * 60_000; // Django's CSRF_COOKIE_AGE: 52 weeks
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** Why Django refuses a request, or `null`. The words are those of `CsrfViewMiddleware`. */
export function csrfFlaw(request: ServerRequest, trustedOrigins: readonly string[]): string | null {
  if (SAFE.has(request.method)) return null;
  const { origin } = request.headers;
  const isKnown = origin === undefined || origin === new URL(request.base).origin;
  if (!isKnown && !trustedOrigins.includes(origin)) {
    return `Origin checking failed - ${origin} does not match any trusted origins.`;
  }
  const secret = cookiesOf(request).csrftoken;
  if (secret === undefined) return "CSRF cookie not set.";
  const token = request.headers["x-csrftoken"];
  if (token === undefined) return "CSRF token missing.";
  const flaw = flawOfToken(token, secret);
  if (flaw === null) return null;
  return `CSRF token from the 'X-Csrftoken' HTTP header ${flaw}.`;
}

/** Throws REST framework's 403 if Django refuses the request. */
export function enforceCsrf(request: ServerRequest, trustedOrigins: readonly string[]): void {
  const flaw = csrfFlaw(request, trustedOrigins);
  if (flaw !== null) throw new Refusal(403, { detail: `CSRF Failed: ${flaw}` });
}

/** The cookie with a new secret, as each login sets it. */
export function rotateCsrf(state: State): SetCookie {
  return csrfCookie(newSecret(state));
}

/** `{csrfToken}` and the cookie, as the views of the playground's Django answer. */
export function tellCsrf({ state, request }: Pick<Context, "state" | "request">): {
  readonly body: { readonly csrfToken: string };
  readonly cookie: SetCookie;
} {
  const secret = cookiesOf(request).csrftoken ?? newSecret(state);
  return { body: { csrfToken: mask(secret, newSecret(state)) }, cookie: csrfCookie(secret) };
}

/** `csrf/`: for pages that cannot read the cookie. */
export function csrfRoute(path: string): Route {
  return tokenFree(path, {
    GET: (context) => {
      const { body, cookie } = tellCsrf(context);
      return { ...json(200, body), cookies: [cookie] };
    },
  });
}

function flawOfToken(token: string, secret: string): string | null {
  if (token.length !== LENGTH && token.length !== 2 * LENGTH) return "has incorrect length";
  if ([...token].some((char) => !CHARACTERS.includes(char))) return "has invalid characters";
  const plain = token.length === LENGTH ? token : unmask(token);
  return plain === secret ? null : "incorrect";
}

function csrfCookie(value: string): SetCookie {
  const rest = { path: "/", lifetime: YEAR, httpOnly: false, sameSite: "Lax" } as const;
  return { name: "csrftoken", value, ...rest };
}

function newSecret(state: State): string {
  return nextId(state).slice(0, LENGTH);
}

function mask(secret: string, by: string): string {
  return by + shifted(secret, by, 1);
}

function unmask(token: string): string {
  return shifted(token.slice(LENGTH), token.slice(0, LENGTH), -1);
}

/** Moves each character in the alphabet by its counterpart, forwards or backwards. */
function shifted(text: string, by: string, direction: 1 | -1): string {
  const size = CHARACTERS.length;
  return Array.from(text, (char, index) => {
    const step = direction * CHARACTERS.indexOf(by.charAt(index));
    return CHARACTERS.charAt((CHARACTERS.indexOf(char) + step + size) % size);
  }).join("");
}
