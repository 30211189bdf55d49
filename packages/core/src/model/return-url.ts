/** Return URLs: where to go after a login. Accepts only addresses inside the app, whatever the query string says. */

/** Routers and servers decode once or twice. A path that is still encoded after this many times is no page of an app. */
const LAYERS = 10;

/** URL parsers read backslashes and control characters as something else, and `//` starts another host. */
const isOutside = (path: string): boolean =>
  !path.startsWith("/") || /^[^?#]*(\/\/|[\\\p{Cc}])/u.test(path);

/**
 * Decodes one layer, and only ASCII: other characters mean nothing to a URL parser. Anything that is no encoding stays as it is, so
 * a stray `%` hides nothing.
 */
function decode(path: string): string {
  return path.replace(/%([0-7][\da-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Whether a path stays inside the app, however often it is decoded. */
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
 * Returns `candidate` if it is a path inside this app, otherwise `fallback`. Refuses other hosts and `javascript:` in every encoding.
 * The guards and login pages of all bindings use it.
 *
 * @param candidate The value from the URL. Anything that is no string is refused.
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
  if (typeof candidate === "string" && isInside(candidate)) return candidate;
  return fallback;
}
