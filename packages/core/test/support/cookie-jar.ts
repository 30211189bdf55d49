// The cookies of one host as `document.cookie` shows them, for tests without a browser.
import { vi } from "vitest";

/** The jar, as a server sees it. */
export interface CookieJar {
  /** The cookie's value as it was set. `null`: there is none. */
  get(name: string): string | null;
  /** Sets a cookie, as a server does with `Set-Cookie`. */
  set(name: string, value: string): void;
  /** Deletes a cookie, as a server does. */
  delete(name: string): void;
  /** The attributes that a cookie was last set with. */
  attributes(name: string): readonly string[];
  /** Cookies are blocked: the getter throws, as in a sandboxed frame, or nothing is ever kept. */
  fault: "throws" | "keeps nothing" | null;
}

/** Replaces `document.cookie` and `location` by those of a page with this protocol, until `vi.unstubAllGlobals()`. */
export function stubCookies(protocol: "https:" | "http:" = "https:"): CookieJar {
  const values = new Map<string, string>();
  const attributes = new Map<string, readonly string[]>();
  const jar: CookieJar = {
    get: (name) => values.get(name) ?? null,
    set: (name, value) => void values.set(name, value),
    delete: (name) => void values.delete(name),
    attributes: (name) => attributes.get(name) ?? [],
    fault: null,
  };
  const refuse = (): void => {
    if (jar.fault === "throws") throw new DOMException("Access is denied.", "SecurityError");
  };
  vi.stubGlobal("location", { protocol });
  vi.stubGlobal("document", {
    get cookie() {
      refuse();
      return [...values].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text: string) {
      refuse();
      const [pair = "", ...rest] = text.split("; ");
      const at = pair.indexOf("=");
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (pair.length > 4096 || jar.fault) return;
      attributes.set(name, rest);
      if (rest.includes("Max-Age=0")) values.delete(name);
      else values.set(name, value);
    },
  });
  return jar;
}
