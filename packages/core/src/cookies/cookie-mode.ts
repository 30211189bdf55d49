/** Cookie mode: for servers that keep the refresh token, or all tokens, in cookies that no script can read. */
import type { Mode } from "../http/mode.ts";
import type { Backend, Header } from "../model/backend.ts";
import type { CookieDescription, CookieSettings } from "../model/cookies.ts";
import { SessionError } from "../model/errors.ts";
import type { Ports } from "../model/ports.ts";
import type { Asking } from "../runtime/ask.ts";
import { PurseAccess, withoutTokens } from "./access.ts";
import { adoptWithCookies } from "./adopt.ts";
import { Csrf } from "./csrf.ts";
import { describeWithCookies } from "./describe.ts";
import { CookieEffects } from "./effects.ts";
import { withOwnTokens } from "./own-tokens.ts";
import { Purse } from "./purse.ts";
import { requestsWithCookies, requestsWithPurse } from "./requests.ts";
import { cookieTransition } from "./transition.ts";

/**
 * Cookie mode for a backend description: the refresh token, or all tokens, are in `HttpOnly` cookies, out of reach of any script.
 *
 * The stored record then has no token, only random keys. A reload shows the right screen at once, and with `to: "auth"` the first request
 * waits for one renewal. The session's own requests take cookies along, in turn with those of all other tabs. Logging out works offline:
 * the end is stored, and the server is told at the next start, before anything else.
 *
 * With `to: "all"` a login that has no token in its answer returns `access: ""`.
 *
 * Throws a {@link SessionError} `misconfigured` if the settings cannot be right.
 *
 * @example
 * ```ts
 * import { cookieMode, createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const backend = simpleJwt({
 *   baseUrl: "https://api.example.com/api/",
 *   cookies: cookieMode({
 *     to: "auth",
 *     csrf: { cookie: "csrftoken", header: "X-CSRFToken" },
 *     restore: true,
 *   }),
 * });
 * const session = createSession({ backend });
 * ```
 */
export function cookieMode(settings: CookieSettings): CookieDescription {
  check(settings);
  return {
    ...settings,
    open: (backend: Backend<never, unknown>, ports: Ports) => open(backend, ports, settings),
  };
}

function check({ to, csrf }: CookieSettings): void {
  if (to !== "auth" && to !== "all")
    throw new SessionError("misconfigured", `cookies.to is ${to}. Write "auth" or "all".`);
  if (csrf && (!csrf.header || !(csrf.cookie || csrf.ask)))
    throw new SessionError(
      "misconfigured",
      'cookies.csrf needs a header, and a cookie to read or an operation to ask. Write { cookie: "csrftoken", header: "X-CSRFToken" }.',
    );
}

/** Starts cookie mode for one session. */
function open<User>(
  backend: Backend<never, User>,
  ports: Ports,
  settings: CookieSettings,
): Mode<User> {
  const keepsTokens = settings.to === "auth";
  const { clock, random } = ports;
  const purse = new Purse({ keepsTokens, now: () => clock.now(), random });
  const csrf = new Csrf(settings.csrf, ports);
  const described = describeWithCookies(withOwnTokens(backend, purse), settings, purse);
  return {
    backend: described,
    asking: (asking) => withCookies(asking, csrf),
    transition: cookieTransition,
    effects: (own, context) => new CookieEffects(own, context, { purse, csrf, settings }),
    access: (own, loop) => (keepsTokens ? new PurseAccess(own, loop, purse) : withoutTokens(own)),
    requests: (own, runtime, asking) =>
      keepsTokens
        ? requestsWithPurse(own, runtime, purse, described)
        : requestsWithCookies(own, runtime, csrf, asking),
    calls: (runtime) => ({ adopt: adoptWithCookies(runtime, purse, settings) }),
  };
}

/** How the session sends its own requests: with cookies, and with the CSRF token where it is needed. */
function withCookies(asking: Asking, csrf: Csrf): Asking {
  const plain: Asking = { ...asking, credentials: asking.credentials ?? "include" };
  const send: typeof fetch = async (input, init = {}) => {
    if (!csrf.isNeeded(init.method ?? "GET")) return asking.send(input, init);
    await csrf.ensure(plain);
    const header = csrf.header();
    const response = await asking.send(input, withHeader(init, header));
    const another = response.status === 403 ? await csrf.another(plain, header) : null;
    return another ? asking.send(input, withHeader(init, another)) : response;
  };
  return { ...plain, send };
}

function withHeader(init: RequestInit, header: Header | null): RequestInit {
  if (!header) return init;
  const headers = new Headers(init.headers);
  headers.set(...header);
  return { ...init, headers };
}
