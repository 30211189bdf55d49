/** Where the record is kept in a cookie: for apps whose server, or whose other subdomains, end the session by deleting it. */
import { developers } from "../model/advice.ts";
import { SessionError } from "../model/errors.ts";
import type { StoragePort } from "../model/ports.ts";

/** What a cookie is made from. Path and domain must be those with which the server deletes it. */
export interface CookieOptions {
  /** Its name. */
  readonly name: string;
  /** Lets all subdomains see it: `"example.com"`. Default: only this host. */
  readonly domain?: string | undefined;
  /** Default: `"/"`. */
  readonly path?: string | undefined;
  /** Sends it over https only. Default: whether the page came over https. */
  readonly secure?: boolean | undefined;
  /** Whether other sites' requests carry it. `"none"` needs `secure`. Default: `"lax"`. */
  readonly sameSite?: "strict" | "lax" | "none" | undefined;
  /** Milliseconds after which the browser drops it. Default: it goes when the browser is closed. */
  readonly maxAge?: number | undefined;
}

/** What browsers take, in bytes: of name and value together. */
const LARGEST = 4096;

/**
 * Keeps the session in a cookie, for `storage`. Who deletes the cookie logs out: open tabs end with the reason `"logout"` when
 * somebody comes back to them or they send a request, and no renewal writes it back.
 *
 * The cookie is no `HttpOnly` one: scripts of the page can read it, and it travels with each request to its host, so keep it on
 * hosts of your own. Tabs on several subdomains share the session, but not the lock that lets one of them renew: leave the
 * rotation of refresh tokens off there. What does not fit (4,096 bytes with the name) stays in memory, and `degraded` is told.
 *
 * Throws a {@link SessionError} `misconfigured` when the options cannot make a cookie.
 *
 * @example
 * ```ts
 * import { cookieStorage, createSession } from "@sojourn/core";
 * import { authToken } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: authToken({ baseUrl: "/api/" }),
 *   storage: cookieStorage({ name: "token" }),
 * });
 * ```
 */
export function cookieStorage(options: CookieOptions): StoragePort {
  const { name, domain, path = "/", sameSite = "lax", maxAge } = options;
  check("name", name, /^[\w!#$%&'*+.^`|~-]+$/);
  check("domain", domain ?? "", /^[\w.-]*$/);
  check("path", path, /^\/[^;\s]*$/);
  check("sameSite", sameSite, /^(strict|lax|none)$/);
  if (maxAge !== undefined && !(maxAge > 0)) throw refused("maxAge", maxAge);

  const set = (value: string, age: number | undefined): void => {
    const { secure = location.protocol === "https:" } = options;
    const attributes = [
      `${name}=${value}`,
      `Path=${path}`,
      `SameSite=${sameSite}`,
      domain && `Domain=${domain}`,
      secure && "Secure",
      age !== undefined && `Max-Age=${Math.ceil(age / 1000)}`,
    ];
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that are in use, and asynchronous.
    document.cookie = attributes.filter(Boolean).join("; ");
  };
  const read = (): string | null => {
    const start = `${name}=`;
    const cookie = document.cookie.split("; ").find((one) => one.startsWith(start));
    const value = cookie?.slice(start.length);
    if (!value) return null;
    try {
      return decodeURIComponent(value);
    } catch {
      return value; // somebody else's: no record
    }
  };
  return {
    goneMeansLogout: true,
    read,
    write(text) {
      const value = encodeURIComponent(text);
      const size = name.length + 1 + value.length;
      if (size > LARGEST)
        throw failed(`takes ${size} bytes, and a cookie holds ${LARGEST}. Use another storage.`);
      set(value, maxAge);
      // A cookie that is refused is refused in silence.
      if (read() !== text)
        throw failed("was refused by the browser. Check domain, path and secure.");
    },
    remove: () => set("", 0),
  };

  function failed(what: string): SessionError {
    const message = `The cookie "${name}" ${what}`;
    developers.advice?.cookieFailed(message);
    return new SessionError("misconfigured", message);
  }
}

function check(option: string, value: string, allowed: RegExp): void {
  if (!allowed.test(value)) throw refused(option, value);
}

function refused(option: string, value: unknown): SessionError {
  return new SessionError("misconfigured", `cookieStorage: ${option} cannot be ${value}.`);
}
