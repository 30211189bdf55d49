// The cookies of one browser, for tests without one: a jar, and a fetch that keeps it and sends from it as a page of another origin would.

interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly isHidden: boolean;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The jar of a browser. */
export interface Jar {
  /** Sends cookies along where a request asks for it (`credentials: "include"`), and keeps those of the answer. */
  readonly fetch: typeof fetch;
  /** A cookie that pages may read. `null`: there is none, or it is `HttpOnly`. */
  readCookie(name: string): string | null;
  /** The values of the cookies that no page may read, by name. */
  hidden(): Readonly<Record<string, string>>;
  /** Replaces the value of a cookie. */
  set(name: string, value: string): void;
  /** Spoils the cookies that no page may read, or only the one with this name. */
  spoil(name?: string): void;
  /** Drops a cookie, as a browser does when it has expired. */
  drop(name: string): void;
  /** The same cookies in another jar. */
  copy(): Jar;
}

/** An empty jar. `send`: how requests reach the server. Default: the platform's `fetch`. `now`: the time. Default: that of the platform. */
export function createJar(
  send: typeof fetch = fetch,
  now: () => number = Date.now,
  cookies: ReadonlyMap<string, Cookie> = new Map(),
): Jar {
  const kept = new Map(cookies);
  const living = (): [string, Cookie][] =>
    [...kept].filter(([, { expiresAt }]) => expiresAt > now());

  function change(name: string, value: string): void {
    const cookie = kept.get(name);
    if (cookie) kept.set(name, { ...cookie, value });
  }

  function keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const equals = pair.indexOf("=");
    const told = new Map(attributes.map((one) => one.split("=") as [string, string | undefined]));
    const seconds = Number(told.get("Max-Age") ?? Number.POSITIVE_INFINITY);
    kept.set(pair.slice(0, equals), {
      value: pair.slice(equals + 1),
      path: told.get("Path") ?? "/",
      isHidden: told.has("HttpOnly"),
      expiresAt: now() + seconds * 1000,
    });
  }
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      if (request.credentials !== "include") return send(request);
      const { pathname } = new URL(request.url);
      const sent = living().filter(([, { path }]) => pathname.startsWith(path));
      const line = sent.map(([name, { value }]) => `${name}=${value}`).join("; ");
      if (line) request.headers.set("cookie", line);
      const answer = await send(request);
      for (const one of answer.headers.getSetCookie()) keep(one);
      return answer;
    },
    readCookie(name) {
      const found = living().find(([key, { isHidden }]) => key === name && !isHidden);
      return found?.[1].value ?? null;
    },
    hidden: () =>
      Object.fromEntries(
        living()
          .filter(([, { isHidden }]) => isHidden)
          .map(([name, { value }]) => [name, value]),
      ),
    set: change,
    spoil(only) {
      for (const [name, { value, isHidden }] of kept)
        if (isHidden && (only ?? name) === name) change(name, spoilt(value));
    },
    drop: (name) => void kept.delete(name),
    copy: () => createJar(send, now, kept),
  };
}

/** The same value, but nobody issued it: it keeps its form. */
function spoilt(value: string): string {
  const at = Math.max(0, value.length - 8); // not the last one of a JWT, part of which means nothing
  return value.slice(0, at) + (value[at] === "0" ? "1" : "0") + value.slice(at + 1);
}
