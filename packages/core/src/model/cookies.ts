/** Cookie mode as part of a description: which requests take cookies along, and how the server is told that a page of ours asks. */
import type { ModeOpener } from "./mode-opener.ts";
import type { Operation } from "./operation.ts";

/** How requests prove that they come from a page of yours: the server compares a header with a cookie, or with its session. */
export interface CsrfSettings {
  /** The header that carries the CSRF token. Django: `"X-CSRFToken"`. */
  readonly header: string;
  /** The cookie to read it from. Django: `"csrftoken"`, or what `CSRF_COOKIE_NAME` says. Default: none is read. */
  readonly cookie?: string | undefined;
  /**
   * Asks the server for it, where the page cannot read the cookie: the API has another host, or `CSRF_COOKIE_HTTPONLY` is set. It is asked
   * when a token is needed and none is known, and again after each login and logout. Default: never.
   */
  readonly ask?: Operation<void, string> | undefined;
}

/** The settings of cookie mode. */
export interface CookieSettings {
  /**
   * Which requests take cookies along. `"auth"`: only the session's own. The refresh token is in a cookie, and the access token in the memory
   * of each tab. `"all"`: the app's requests too. No token is in reach of any script.
   */
  readonly to: "auth" | "all";
  /** The header for unsafe methods. Default: none is sent. */
  readonly csrf?: CsrfSettings | undefined;
  /**
   * Whether the cookies are asked who is logged in when nothing is stored: on the first visit after storage was cleared, for example. One
   * question decides. Default: `false`, and nobody is logged in.
   */
  readonly restore?: boolean | undefined;
}

/** The settings of cookie mode with everything that it takes, as `cookieMode()` makes them. */
export interface CookieDescription extends CookieSettings, Required<ModeOpener> {}
