/**
 * The browser's cookies, kept beside the server: a page cannot set `HttpOnly` cookies, so the mock server remembers them and adds them to
 * the requests that would carry them. `SameSite`, `Secure` and `Domain` are not looked at.
 */
import type { SetCookie } from "./cookies.ts";
import type { ServerRequest } from "./http.ts";
import type { State } from "./state.ts";

/** A cookie in the jar. */
export interface JarCookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
  /** In milliseconds. */
  readonly expiresAt: number;
}

/** The request with the cookies that the browser would send. */
export function withJar(
  jar: readonly JarCookie[],
  request: ServerRequest,
  now: number,
): ServerRequest {
  const { hostname, pathname } = addressOf(request);
  const sent = jar.filter(
    ({ host, path, expiresAt }) =>
      host === hostname && pathname.startsWith(path) && now < expiresAt,
  );
  const cookie = sent.map(({ name, value }) => `${name}=${value}`).join("; ");
  if (cookie === "") return request;
  return { ...request, headers: { ...request.headers, cookie } };
}

/** Puts the cookies of an answer into the jar. */
export function keepInJar(
  state: State,
  request: ServerRequest,
  cookies: readonly SetCookie[],
  now: number,
): State {
  if (cookies.length === 0) return state;
  const host = addressOf(request).hostname;
  const isReplaced = (kept: JarCookie): boolean =>
    cookies.some(
      ({ name, path }) => kept.host === host && kept.name === name && kept.path === path,
    );
  const added = cookies
    .filter(({ lifetime }) => lifetime > 0)
    .map(({ name, path, value, lifetime }) => ({
      host,
      path,
      name,
      value,
      expiresAt: now + lifetime,
    }));
  return { ...state, jar: [...state.jar.filter((kept) => !isReplaced(kept)), ...added] };
}

function addressOf({ base, path }: ServerRequest): URL {
  return new URL(`${base}${path}`, "http://localhost");
}
