/** Stores the record in a cookie, for apps whose server or other subdomains end the session by deleting the cookie. */
import { developers } from "../model/advice.ts";
import { SessionError } from "../model/errors.ts";
import type { StoragePort } from "../model/ports.ts";

/** The options of a cookie. Path and domain must be the ones with which the server deletes it. */
export interface CookieOptions {
  /** The name of the cookie. */
  readonly name: string;
  /** The domain whose subdomains all see the cookie: `"example.com"`. Default: only this host. */
  readonly domain?: string | undefined;
  /** The path of the cookie. Default: `"/"`. */
  readonly path?: string | undefined;
  /** Whether the cookie is sent over https only. Default: `true` if the page was loaded over https. */
  readonly secure?: boolean | undefined;
  /** Whether requests from other sites carry the cookie. `"none"` needs `secure`. Default: `"lax"`. */
  readonly sameSite?: "strict" | "lax" | "none" | undefined;
  /** Milliseconds after which the browser deletes the cookie. Default: when the browser is closed. */
  readonly maxAge?: number | undefined;
}

/** The largest cookie that browsers accept, in bytes: name and value together. */
const LARGEST = 4096;

/**
 * A storage that keeps the session in a cookie. Deleting the cookie logs out: open tabs end with the reason `"logout"` when somebody comes
 * back to them or they send a request, and no renewal writes the cookie back.
 *
 * The cookie is not `HttpOnly`: scripts of the page can read it, and each request to its host carries it. So use it only on hosts of your
 * own. Tabs on several subdomains share the session, but not the lock that lets only one of them renew: turn off rotation of refresh tokens
 * there. A session that does not fit (4,096 bytes with the name) stays in memory, and `degraded` is emitted.
 *
 * Throws a {@link SessionError} `misconfigured` if the options are not valid for a cookie.
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
  developers.advice?.cookieDescribed(options);

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
      return value; // The cookie of another program: no record.
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
      // Browsers refuse a cookie without an error.
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
