/** The cookies of a fake token server: a jar as a browser keeps it, and the views that read and write it. */
import type { ServerAnswer } from "./server-api.ts";
import type { SeenRequest } from "./server-network.ts";

/** What the views need to know. */
export interface ServerCookiesOptions {
  /** `"auth"`: the refresh token is in a cookie. `"all"`: the access token too, and cookies sign all requests. */
  readonly to: "auth" | "all";
  /** Whether unsafe requests with cookies need the header `X-CSRFToken`, with the value of the cookie `csrftoken`. */
  readonly csrf: boolean;
  /** Milliseconds that an access token lives. */
  accessLifetime(): number;
}

type Body = Readonly<Record<string, unknown>>;

/** The paths whose views read the refresh cookie. */
const readers: ReadonlySet<string> = new Set(["token/refresh/", "token/blacklist/"]);

const unsafeMethods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** The jar of the one browser that a fake server knows, and its views. All tabs share it. */
export class ServerCookies {
  private readonly options: ServerCookiesOptions;
  private readonly jar = new Map<string, string>();
  private logins = 0;

  constructor(options: ServerCookiesOptions) {
    this.options = options;
  }

  /** The value of a cookie. `null`: there is none. */
  get(name: string): string | null {
    return this.jar.get(name) ?? null;
  }

  /** Sets a cookie, as another program of the browser would. `null` deletes it. */
  set(name: string, value: string | null): void {
    if (value === null) this.jar.delete(name);
    else this.jar.set(name, value);
  }

  /** The request as the server behind sees it, with the cookies that the browser sent. Or the answer of a view that refuses it. */
  read(seen: SeenRequest): SeenRequest | ServerAnswer {
    const { path, method, headers } = seen;
    const hasCookies = seen.credentials === "include";
    if (path === "csrf/") return { status: 200, body: { csrfToken: this.csrfToken() } };
    if (hasCookies && this.isForged(seen)) return { status: 403, body: { detail: "CSRF Failed." } };
    if (readers.has(path)) {
      const inCookie = hasCookies ? this.get("refresh") : null;
      // Like dj-rest-auth: a token in the body comes before that of the cookie.
      return { ...seen, body: JSON.stringify({ refresh: inCookie, ...bodyOf(seen) }) };
    }
    const access = hasCookies ? this.get("access") : null;
    const isSignedByCookie = this.options.to === "all" && access && path !== "token/";
    if (!isSignedByCookie || method === "OPTIONS") return seen;
    return { ...seen, headers: { ...headers, authorization: `Bearer ${access}` } };
  }

  /** The answer as the page sees it, and how the browser keeps its cookies once it arrives. */
  write(
    { path }: SeenRequest,
    answer: ServerAnswer,
  ): { readonly answer: ServerAnswer; arrives(): void } {
    if (path === "token/blacklist/") return { answer, arrives: () => this.clear() };
    const { access, refresh, ...rest } = (answer.body ?? {}) as Body;
    if (typeof access !== "string") return { answer, arrives: () => {} };
    const { to, accessLifetime } = this.options;
    const shown: Body =
      to === "all" ? { ...rest, expires_in: accessLifetime() / 1000 } : { ...rest, access };
    const arrives = (): void => {
      if (typeof refresh === "string") this.jar.set("refresh", refresh);
      if (to === "all") this.jar.set("access", access);
      if (path === "token/") this.rotateCsrf();
    };
    return { answer: { ...answer, body: shown }, arrives };
  }

  /** Whether a request cannot prove that it comes from a page of the site. */
  private isForged({ method, headers, path }: SeenRequest): boolean {
    const { csrf, to } = this.options;
    const isChecked = readers.has(path) || (to === "all" && this.get("access") !== null);
    if (!csrf || !isChecked || !unsafeMethods.has(method)) return false;
    return headers["x-csrftoken"] !== this.get("csrftoken");
  }

  private csrfToken(): string {
    if (!this.jar.has("csrftoken")) this.rotateCsrf();
    return `${this.get("csrftoken")}`;
  }

  private rotateCsrf(): void {
    this.logins += 1;
    this.jar.set("csrftoken", `csrf-${this.logins}`);
  }

  private clear(): void {
    this.jar.delete("refresh");
    this.jar.delete("access");
  }
}

/** The JSON of a request. */
function bodyOf({ body }: SeenRequest): object {
  try {
    return JSON.parse(`${body}`) ?? {};
  } catch {
    return {};
  }
}
