/** Where to go back to after a login: addresses inside the app only, whatever stands in the query string. */

/** Routers and servers decode once or twice; a path that is still not plain after this many times is no page of an app. */
const LAYERS = 10;

/** Backslashes and control characters are read as something else by URL parsers; `//` starts another host. */
const isOutside = (path: string): boolean =>
  !path.startsWith("/") || /^[^?#]*(\/\/|[\\\p{Cc}])/u.test(path);

/**
 * Decodes one layer, and only ASCII: nothing else means anything to a URL parser. What is no encoding stays as it is, so a
 * stray `%` hides nothing.
 */
function decode(path: string): string {
  return path.replace(/%([0-7][\da-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Whether it stays inside the app however often somebody decodes it. */
function isInside(candidate: string): boolean {
  let path = candidate;
  for (let layer = 0; layer < LAYERS; layer += 1) {
    if (isOutside(path)) return false;
    const decoded = decode(path);
    if (decoded === path) return true;
    path = decoded;
  }
  return false;
}

/**
 * `candidate` where it is a path inside this app, else `fallback`: no other host, no `javascript:`, in no encoding. The
 * check that guards and login pages of every binding share.
 *
 * @param candidate What was found in the URL; anything but text counts as nothing.
 * @param fallback Where to go otherwise. Default: `"/"`.
 *
 * @example
 * ```ts
 * import { safeReturnUrl } from "@sojourn/core";
 *
 * const query = new URLSearchParams("?returnUrl=/posts/7?edit");
 * const next = safeReturnUrl(query.get("returnUrl")); // "/posts/7?edit"
 * const home = safeReturnUrl("//evil.example", "/home"); // "/home"
 * ```
 */
export function safeReturnUrl(candidate: unknown, fallback: string = "/"): string {
  return typeof candidate === "string" && isInside(candidate) ? candidate : fallback;
}
