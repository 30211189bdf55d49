/** A server with dj-rest-auth and DRF's authtoken. */
import { authenticateKey, keyOf } from "./authtoken-keys.ts";
import { type DjRestAuthRules, djRestAuthAccounts, say } from "./dj-rest-auth-accounts.ts";
import { djRestAuthLogins } from "./dj-rest-auth-logins.ts";
import type { Route, System, View } from "./drf.ts";
import { Refusal } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { dropKeys } from "./state.ts";

/** The settings of dj-rest-auth that do not depend on the kind of token. */
export interface DjRestAuthSettings {
  /** The prefix of dj-rest-auth's paths below `baseUrl`. Default: `""`. */
  readonly prefix?: string;
  /**
   * allauth's `ACCOUNT_EMAIL_VERIFICATION`. With `"mandatory"`, a sign-up logs nobody in: the `token` of the e-mail in
   * {@link MockServer.mails} is the key for `registration/verify-email/`. Default: `"optional"`.
   */
  readonly emailVerification?: "optional" | "mandatory";
  /** `OLD_PASSWORD_FIELD_ENABLED`. Default: `false`. */
  readonly oldPassword?: boolean;
  /** `LOGOUT_ON_PASSWORD_CHANGE`. Default: `false`. */
  readonly logoutOnPasswordChange?: boolean;
  /**
   * The paths of social logins: `["google/"]`. The provider is simulated: `access_token` and `code` are the username of the
   * user to log in. Default: none.
   */
  readonly social?: readonly string[];
}

/** The options of {@link mockDjRestAuth}. Its tokens never expire. */
export interface DjRestAuthOptions extends MockOptions, DjRestAuthSettings {}

/**
 * A server with dj-rest-auth (`login/`, `logout/`, `user/`, `password/…`, `registration/…`) and DRF's tokens, `me/` and the
 * microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockDjRestAuth } from "@sojourn/msw";
 *
 * const mock = mockDjRestAuth({ baseUrl: "https://api.example.com/", prefix: "dj-rest-auth/", social: ["google/"] });
 * ```
 */
export function mockDjRestAuth(options: DjRestAuthOptions): MockServer {
  return createServer("dj-rest-auth", djRestAuthSystem(options), options);
}

/** The pure part of {@link mockDjRestAuth}. */
export function djRestAuthSystem(
  options: DjRestAuthSettings & Pick<MockOptions, "loginField">,
): System {
  const { prefix = "" } = options;
  const rules = djRestAuthRules(options);
  return {
    authenticate: authenticateKey,
    challenge: "Token",
    revoke: dropKeys,
    routes: [
      ...djRestAuthLogins(prefix, rules, (state, user) => ({ key: keyOf(state, user) })),
      logoutRoute(`${prefix}logout/`, logout),
      ...djRestAuthAccounts(prefix, rules),
      meRoute("me/", rules.loginField),
      ...postRoutes,
    ],
  };
}

const logout: View = ({ state, user }) => {
  if (user) dropKeys(state, user.id);
  return say("Successfully logged out.");
};

/** LogoutView: open to everybody. It has a GET, which refuses. */
export function logoutRoute(path: string, view: View): Route {
  const refuse: View = () => {
    throw new Refusal(405, { detail: 'Method "GET" not allowed.' });
  };
  return { path, allow: "anyone", slashOptional: true, views: { GET: refuse, POST: view } };
}

/** Fills in dj-rest-auth's defaults. */
export function djRestAuthRules(
  options: DjRestAuthSettings & Pick<MockOptions, "loginField">,
): DjRestAuthRules {
  return {
    loginField: options.loginField ?? "username",
    emailVerification: options.emailVerification ?? "optional",
    oldPassword: options.oldPassword ?? false,
    logoutOnPasswordChange: options.logoutOnPasswordChange ?? false,
    social: options.social ?? [],
  };
}
