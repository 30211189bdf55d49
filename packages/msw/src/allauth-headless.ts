/** A server with django-allauth in headless mode: its API for apps, with session tokens or JWTs. */
import { type AllauthView, type Call, unauthenticated } from "./allauth-answers.ts";
import {
  authenticateMfa,
  confirmCode,
  limited,
  logIn,
  logInSocially,
  logOut,
  requestCode,
  showSession,
  signUp,
  verifyEmail,
} from "./allauth-logins.ts";
import {
  changePassword,
  refreshTokens,
  requestReset,
  resendKey,
  resetPassword,
  showConfig,
} from "./allauth-passwords.ts";
import { type AllauthRules, endSessions } from "./allauth-sessions.ts";
import { authenticateAllauth, sessionTokenOf } from "./allauth-tokens.ts";
import { type Dispatch, dispatchDrf, noRoute, type System } from "./drf.ts";
import { json, Refusal, type ServerResponse } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";

/** The options of {@link mockAllauthHeadless}. Times are in milliseconds. */
export interface AllauthHeadlessOptions extends MockOptions {
  /** `HEADLESS_TOKEN_STRATEGY`. Default: `"session"`. */
  readonly strategy?: "session" | "jwt";
  /** The path of its API for apps below `baseUrl`. Default: `"_allauth/app/v1/"`. */
  readonly prefix?: string;
  /** `ACCOUNT_EMAIL_VERIFICATION`. Default: `"none"`. */
  readonly emailVerification?: "none" | "optional" | "mandatory";
  /** `ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED`: the mail has a code and no link. Default: `false`. */
  readonly verifyByCode?: boolean;
  /** `ACCOUNT_LOGIN_BY_CODE_ENABLED`. Default: `false`. */
  readonly loginByCode?: boolean;
  /** The ids of social logins. A provider is simulated: its access token is the username of the user to log in. Default: none. */
  readonly providers?: readonly string[];
  /** How many wrong passwords in five minutes are too many. Default: 5, as it is allauth's. */
  readonly failedLogins?: number;
  /** `HEADLESS_JWT_AUTHORIZATION_HEADER_SCHEME`. Default: `"Bearer"`. */
  readonly scheme?: string;
  /** How long an access JWT lives. Default: 5 minutes. */
  readonly access?: number;
  /** How long a refresh JWT lives. Default: 1 day. */
  readonly refresh?: number;
  /** `HEADLESS_JWT_ROTATE_REFRESH_TOKEN`. Default: `true`. */
  readonly rotate?: boolean;
  /** `HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED`: access JWTs are refused without their session. Default: `false`. */
  readonly stateful?: boolean;
  /** The path of the current user below `baseUrl`, a view of Django REST framework. Default: `me/`. */
  readonly paths?: Partial<Record<"me", string>>;
}

/**
 * A server with allauth headless (`_allauth/app/v1/auth/login`, `auth/session`, `auth/signup`, …), `me/` and the microblog (`posts/`).
 * Give users a second factor with `totp`, and read codes and keys in `mails()`.
 *
 * @example
 * ```ts
 * import { mockAllauthHeadless } from "@sojourn/msw";
 *
 * const { handlers } = mockAllauthHeadless({
 *   baseUrl: "https://api.example.com/",
 *   users: [{ username: "alice", totp: "123456" }, { username: "bob" }],
 *   emailVerification: "mandatory",
 *   verifyByCode: true,
 * });
 * ```
 */
export function mockAllauthHeadless(options: AllauthHeadlessOptions): MockServer {
  return createServer("allauth-headless", allauthHeadlessSystem(options), options);
}

/** The pure part of {@link mockAllauthHeadless}. */
export function allauthHeadlessSystem(
  options: Omit<AllauthHeadlessOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const rules: AllauthRules = {
    prefix: options.prefix ?? "_allauth/app/v1/",
    strategy: options.strategy ?? "session",
    loginField: options.loginField ?? "username",
    emailVerification: options.emailVerification ?? "none",
    verifyByCode: options.verifyByCode ?? false,
    loginByCode: options.loginByCode ?? false,
    providers: options.providers ?? [],
    failedLogins: options.failedLogins ?? 5,
    scheme: options.scheme ?? "Bearer",
    access: options.access ?? 300_000,
    refresh: options.refresh ?? 86_400_000,
    rotate: options.rotate ?? true,
    stateful: options.stateful ?? false,
  };
  const isSession = rules.strategy === "session";
  return {
    authenticate: authenticateAllauth(rules),
    header: isSession ? "x-session-token" : "authorization",
    challenge: isSession ? null : rules.scheme,
    revoke: endSessions,
    dispatch: dispatchAllauth(rules),
    routes: [meRoute(options.paths?.me ?? "me/", rules.loginField), ...postRoutes],
  };
}

/** The views by path and method. */
function viewsOf(
  rules: AllauthRules,
): Readonly<Record<string, Readonly<Record<string, AllauthView>>>> {
  return {
    config: { GET: showConfig },
    "auth/session": { GET: showSession, DELETE: logOut },
    "auth/login": { POST: limited(logIn) },
    "auth/signup": { POST: limited(signUp) },
    "auth/email/verify": { POST: verifyEmail },
    "auth/2fa/authenticate": { POST: authenticateMfa },
    "auth/password/request": { POST: limited(requestReset) },
    "auth/password/reset": { POST: resetPassword },
    "account/password/change": { POST: changePassword },
    "account/email": { PUT: resendKey },
    ...(rules.loginByCode && {
      "auth/code/request": { POST: requestCode },
      "auth/code/confirm": { POST: confirmCode },
    }),
    ...(rules.providers.length > 0 && { "auth/provider/token": { POST: logInSocially } }),
    ...(rules.strategy === "jwt" && { "tokens/refresh": { POST: refreshTokens } }),
  };
}

/** allauth below its prefix, and Django REST framework everywhere else. */
function dispatchAllauth(rules: AllauthRules): Dispatch {
  const paths = viewsOf(rules);
  return (system, project, state, request, now) => {
    if (!request.path.startsWith(rules.prefix)) {
      return dispatchDrf(system, project, state, request, now);
    }
    const views = paths[request.path.slice(rules.prefix.length)];
    if (!views) return noRoute(system, project, request);
    const view = views[request.method];
    if (!view) return notAllowed(views);
    const token = sessionTokenOf(rules, state, request.headers, now);
    const call: Call = { rules, state, request, now, token };
    // The session is gone: drop its token.
    if (token !== null && !(token in state.sessions)) return unauthenticated(call, {}, false, 410);
    return answer(view, call);
  };
}

function answer(view: AllauthView, call: Call): ServerResponse {
  try {
    return view(call);
  } catch (error) {
    if (error instanceof Refusal) return answerRefusal(error);
    throw error;
  }
}

function answerRefusal({ status, body, headers }: Refusal): ServerResponse {
  return json(status, body, headers);
}

function notAllowed(views: Readonly<Record<string, AllauthView>>): ServerResponse {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    Allow: Object.keys(views).join(", "),
  };
  return { status: 405, headers, body: "" };
}
