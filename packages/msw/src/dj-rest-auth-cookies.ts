/** dj-rest-auth's cookies: what its views and `JWTCookieAuthentication` do with them. */
import { cookiesOf, deletion, type SetCookie } from "./cookies.ts";
import { enforceCsrf } from "./csrf.ts";
import { endSession, startSession } from "./django-sessions.ts";
import type { Authenticate, Route, View } from "./drf.ts";
import { json, type ServerRequest } from "./http.ts";
import { authenticateJwt, block, readToken, type SimpleJwtRules } from "./simplejwt-tokens.ts";
import { findUser } from "./state.ts";

/** The names of dj-rest-auth's cookies. */
export interface DjRestAuthCookies {
  /** `JWT_AUTH_COOKIE`. `null`: the access token is in the body alone. Default: `"app-auth"`. */
  readonly access?: string | null;
  /** `JWT_AUTH_REFRESH_COOKIE`. Default: `"app-refresh"`. */
  readonly refresh?: string;
}

/** The settings around cookies, with all defaults filled in. */
export interface CookieRules extends SimpleJwtRules {
  readonly cookies: Required<DjRestAuthCookies> | null;
  /** `JWT_AUTH_COOKIE_USE_CSRF`. */
  readonly csrf: boolean;
  /** `JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED`. */
  readonly csrfBeforeLogin: boolean;
  readonly trustedOrigins: readonly string[];
}

/** Fills in the names; `null` without cookies. */
export function cookieNames(
  option: boolean | DjRestAuthCookies,
): Required<DjRestAuthCookies> | null {
  if (option === false) return null;
  const names = { access: "app-auth", refresh: "app-refresh" };
  return option === true ? names : { ...names, ...option };
}

/** `JWTCookieAuthentication`: the header first, then the cookie, and CSRF for the cookie alone. */
export function authenticateCookie(rules: CookieRules): Authenticate {
  const byHeader = authenticateJwt(rules);
  return (state, authorization, now, request) => {
    const name = rules.cookies?.access;
    if (authorization !== undefined || !name) return byHeader(state, authorization, now, request);
    const token = cookiesOf(request)[name];
    const isChecked = rules.csrfBeforeLogin || (rules.csrf && token !== undefined);
    if (isChecked) enforceCsrf(request, rules.trustedOrigins);
    if (token === undefined) return null;
    return byHeader(state, `${rules.scheme} ${token}`, now, request);
  };
}

/** The refresh token of the cookie. */
export function refreshTokenOf(
  { cookies }: CookieRules,
  request: ServerRequest,
): string | undefined {
  return cookies ? cookiesOf(request)[cookies.refresh] : undefined;
}

/**
 * A way in that sets cookies. A login moves the refresh token out of the body. A sign-up leaves it there and sets no token cookie
 * (`RegisterView`), but logs into Django's session as well.
 */
export function withLoginCookies(rules: CookieRules): (route: Route) => Route {
  return (route) => {
    const view = route.views.POST;
    if (!view) return route;
    return { ...route, views: { ...route.views, POST: settingCookies(rules, view) } };
  };
}

function settingCookies(rules: CookieRules, view: View): View {
  return (context) => {
    const answer = view(context);
    const { access, refresh, ...rest } = JSON.parse(answer.body);
    const user = findUser(context.state, "id", rest.user?.pk);
    if (!user) return answer; // a sign-up that waits for the e-mail address
    const session = startSession(context.state, context.request, user, context.now);
    if (answer.status === 201) return { ...answer, cookies: session };
    const cookies = [...tokenCookies(rules, access, refresh), ...session];
    return { ...json(200, { access, refresh: "", ...rest }), cookies };
  };
}

/** The cookies of new tokens. Without rotation, a refresh has no new refresh token. */
export function tokenCookies(rules: CookieRules, access: string, refresh?: string): SetCookie[] {
  const { cookies: names } = rules;
  const rest = { path: "/", httpOnly: true, sameSite: "Lax" } as const;
  const set: SetCookie[] = [];
  if (names?.access)
    set.push({ name: names.access, value: access, lifetime: rules.access, ...rest });
  if (names && refresh !== undefined) {
    set.push({ name: names.refresh, value: refresh, lifetime: rules.refresh, ...rest });
  }
  return set;
}

/** LogoutView with cookies. It deletes them in any case, also where it answers 401. */
export function logoutByCookie(rules: CookieRules): View {
  return ({ state, request, now }) => {
    const { access, refresh } = rules.cookies ?? {};
    const names = [access, refresh].filter((name) => typeof name === "string");
    const cookies = [...names.map((name) => deletion(name, "/")), ...endSession(state, request)];
    const say = (status: number, detail: string) => ({ ...json(status, { detail }), cookies });
    if (!rules.blacklist) return say(200, "Successfully logged out.");
    const token = refreshTokenOf(rules, request);
    if (token === undefined) return say(401, "Refresh token was not included in cookie data.");
    const payload = readToken(rules, state, token, "refresh", now);
    if (typeof payload === "string") return say(401, payload);
    block(state, payload);
    return say(200, "Successfully logged out.");
  };
}
