// A browser's share of cookies, for the tests of real servers with cookies: a small jar around fetch. And a server to ask.

/** A cookie as the server set it. */
interface SeenCookie {
  readonly value: string;
  /** Everything after the value, but for the dates. */
  readonly attributes: string;
}

/** An answer, read. */
interface Answer {
  readonly status: number;
  /** What the JSON says; empty if the answer is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly contentType: string | null;
  /** What the answer did to the jar: names of new cookies, and of deleted ones with a minus. */
  readonly cookies: readonly string[];
}

interface Call {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the CSRF cookie's value as the header. Default: false. */
  readonly csrf?: boolean;
}

/** A browser with one page, which sends cookies along. */
export class CookieBrowser {
  readonly base: string;
  readonly jar: Map<string, SeenCookie>;

  constructor(base: string, jar: ReadonlyMap<string, SeenCookie> = new Map()) {
    this.base = base;
    this.jar = new Map(jar);
  }

  /** The same cookies once more: what a second request takes along that leaves at the same moment. */
  copy(): CookieBrowser {
    return new CookieBrowser(this.base, this.jar);
  }

  /** The same cookies without this one. */
  without(name: string): CookieBrowser {
    const other = this.copy();
    other.jar.delete(name);
    return other;
  }

  /** The same cookies, but one has this value. */
  having(name: string, value: string): CookieBrowser {
    const other = this.copy();
    other.jar.set(name, { value, attributes: "Path=/" });
    return other;
  }

  get csrfToken(): string {
    return this.jar.get("csrftoken")?.value ?? "";
  }

  get(path: string, call: Call = {}): Promise<Answer> {
    return this.send("GET", path, call);
  }

  post(path: string, call: Call = {}): Promise<Answer> {
    return this.send("POST", path, call);
  }

  private async send(method: string, path: string, call: Call): Promise<Answer> {
    const url = new URL(path, this.base);
    const sent = [...this.jar].filter(([, { attributes }]) => fits(attributes, url.pathname));
    const response = await fetch(url, {
      method,
      headers: {
        Accept: "application/json",
        ...(call.body && { "Content-Type": "application/json" }),
        ...(sent.length > 0 && {
          Cookie: sent.map(([n, { value }]) => `${n}=${value}`).join("; "),
        }),
        ...(call.csrf && { "X-CSRFToken": this.csrfToken }),
        ...call.headers,
      },
      ...(call.body && { body: JSON.stringify(call.body) }),
    });
    const contentType = response.headers.get("content-type");
    const text = await response.text();
    const body = contentType === "application/json" && text !== "" ? JSON.parse(text) : {};
    const cookies = response.headers.getSetCookie().map((line) => this.keep(line));
    return { status: response.status, body, contentType, cookies };
  }

  private keep(line: string): string {
    const [pair = "", ...attributes] = line.split("; ");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (attributes.includes("Max-Age=0")) {
      this.jar.delete(name);
      return `-${name}`;
    }
    const told = attributes.filter((each) => !each.startsWith("expires="));
    this.jar.set(name, { value: pair.slice(equals + 1), attributes: told.sort().join("; ") });
    return name;
  }
}

function fits(attributes: string, path: string): boolean {
  const [, prefix = "/"] = /Path=([^;]+)/.exec(attributes) ?? [];
  return path.startsWith(prefix);
}

/** Someone who may log in. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

/** A running Django, and its control panel. */
export interface CookieServer {
  readonly url: string;
  control(path: string, body: object): Promise<unknown>;
  /** A user that nobody else knows. */
  newPerson(): Promise<Person>;
  stop(): Promise<void>;
}

/** Starts a Django of the test file's own. */
export async function startCookieServer(env: Record<string, string> = {}): Promise<CookieServer> {
  const address = new URL("../../../playground/django/server.mjs", import.meta.url);
  const { startDjango } = await import(address.href);
  const { url, stop } = await startDjango({ env });
  const control = async (path: string, body: object): Promise<unknown> => {
    const init = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${url}/control/${path}/`, init);
    if (!response.ok) throw new Error(`control/${path}/: ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    stop,
    control,
    async newPerson() {
      const username = `someone-${crypto.randomUUID().slice(0, 13)}`;
      const password = "a-rather-long-horse-7";
      await control("users", { username, password, create: true });
      return { username, password };
    },
  };
}

/** Twenty requests with the same cookies at once: how many were accepted, and their jars. */
export async function atOnce(
  browser: CookieBrowser,
  path: string,
  csrf: boolean,
): Promise<{ readonly won: readonly CookieBrowser[]; readonly statuses: ReadonlySet<number> }> {
  const copies = Array.from({ length: 20 }, () => browser.copy());
  const answers = await Promise.all(copies.map((copy) => copy.post(path, { body: {}, csrf })));
  const won = copies.filter((_, index) => answers[index]?.status === 200);
  return { won, statuses: new Set(answers.map(({ status }) => status)) };
}
