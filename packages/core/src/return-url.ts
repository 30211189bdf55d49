/** Where to go back to after a login: addresses inside the app only, whatever stands in the query string. */

/** Decoded this often: routers and servers decode once or twice. */
const LAYERS = 3;

/** Backslashes and control characters are read as something else by URL parsers; `//` starts another host. */
const isOutside = (path: string): boolean =>
  !path.startsWith("/") || /^[^?#]*(\/\/|[\\\p{Cc}])/u.test(path);

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
  if (typeof candidate !== "string") return fallback;
  let path = candidate;
  try {
    for (let layer = 0; layer < LAYERS; layer += 1) {
      if (isOutside(path)) return fallback;
      path = decodeURIComponent(path);
    }
  } catch {
    // What does not decode here is decoded by nobody else either; as it stands it was found harmless.
  }
  return candidate;
}
