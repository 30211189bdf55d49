/** Cookies of the servers: what Django writes into `Set-Cookie`, and what a request brings back. */
import type { ServerRequest } from "./http.ts";

/** A cookie that an answer sets. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** The start of the paths that it is sent to. */
  readonly path: string;
  /** How long it lives, in milliseconds. 0 deletes it. */
  readonly lifetime: number;
  /** Whether scripts cannot read it. */
  readonly httpOnly: boolean;
  readonly sameSite: "Lax" | "Strict";
}

/** The cookies of a request, by name. */
export function cookiesOf({ headers }: ServerRequest): Readonly<Record<string, string>> {
  const pairs = (headers.cookie ?? "").split("; ").filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** Deletes a cookie. Django writes no `HttpOnly` then. */
export function deletion(
  name: string,
  path: string,
  sameSite: SetCookie["sameSite"] = "Lax",
): SetCookie {
  return { name, value: '""', path, lifetime: 0, httpOnly: false, sameSite };
}

/** The line of the `Set-Cookie` header, in Django's spelling. */
export function headerLine(cookie: SetCookie, now: number): string {
  const expiry = cookie.lifetime === 0 ? 0 : now + cookie.lifetime;
  return [
    `${cookie.name}=${cookie.value}`,
    `expires=${new Date(expiry).toUTCString()}`,
    ...(cookie.httpOnly ? ["HttpOnly"] : []),
    `Max-Age=${Math.floor(cookie.lifetime / 1000)}`,
    `Path=${cookie.path}`,
    `SameSite=${cookie.sameSite}`,
  ].join("; ");
}
