/** A server with django-rest-knox. */
import { readCredentials } from "./authtoken-keys.ts";
import { decodeBasic } from "./basic-auth.ts";
import type { Route, System, View } from "./drf.ts";
import { Refusal } from "./http.ts";
import {
  authenticateKnox,
  grantKnox,
  type KnoxRules,
  logoutAllKnox,
  logoutKnox,
  revokeKnox,
} from "./knox-tokens.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { findUser, type State, type User } from "./state.ts";

/** The options of {@link mockKnox}. Times are in milliseconds. */
export interface KnoxOptions extends MockOptions {
  /** `TOKEN_TTL`: how long a token lives. Default: 10 hours. */
  readonly ttl?: number;
  /** `AUTO_REFRESH`: each request moves the end of its token. Default: `false`. */
  readonly autoRefresh?: boolean;
  /** `MIN_REFRESH_INTERVAL`: how far the end must move at least. Default: 1 minute. */
  readonly minRefreshInterval?: number;
  /** `TOKEN_LIMIT_PER_USER`. Default: none. */
  readonly tokenLimit?: number;
  /** `USER_SERIALIZER` is knox's own: the login also answers `{ user: { username } }`. Default: `false`. */
  readonly includeUser?: boolean;
  /** The login takes HTTP Basic authentication, not JSON. Default: `false`. */
  readonly basicLogin?: boolean;
  /** `AUTH_HEADER_PREFIX`. Default: `"Token"`. */
  readonly scheme?: string;
  /** Paths below `baseUrl`. Default: `login/`, `logout/`, `logoutall/`, `me/`. */
  readonly paths?: Partial<Record<"login" | "logout" | "logoutEverywhere" | "me", string>>;
}

/**
 * A server with knox (`login/`, `logout/`, `logoutall/`), `me/` and the microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockKnox } from "@sojourn/msw";
 *
 * const { handlers } = mockKnox({ baseUrl: "https://api.example.com/", ttl: 60_000, autoRefresh: true });
 * ```
 */
export function mockKnox(options: KnoxOptions): MockServer {
  return createServer("knox", knoxSystem(options), options);
}

/** The pure part of {@link mockKnox}. */
export function knoxSystem(
  options: Omit<KnoxOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const { paths = {}, basicLogin = false } = options;
  const rules: KnoxRules = {
    scheme: options.scheme ?? "Token",
    loginField: options.loginField ?? "username",
    ttl: options.ttl ?? 10 * 60 * 60_000,
    autoRefresh: options.autoRefresh ?? false,
    minRefreshInterval: options.minRefreshInterval ?? 60_000,
    tokenLimit: options.tokenLimit ?? Number.POSITIVE_INFINITY,
    includeUser: options.includeUser ?? false,
  };
  const own = (path: string, view: View): Route => ({
    path,
    allow: "users",
    views: { POST: view },
  });
  const login = paths.login ?? "login/";
  return {
    authenticate: authenticateKnox(rules),
    challenge: rules.scheme,
    revoke: revokeKnox,
    routes: [
      basicLogin ? basicLoginRoute(login, rules) : loginRoute(login, rules),
      own(paths.logout ?? "logout/", logoutKnox),
      own(paths.logoutEverywhere ?? "logoutall/", logoutAllKnox),
      meRoute(paths.me ?? "me/", rules.loginField),
      ...postRoutes,
    ],
  };
}

/** The login view that knox's documentation shows, with `AuthTokenSerializer`. */
function loginRoute(path: string, rules: KnoxRules): Route {
  const view: View = ({ state, data, now }) => {
    const user = readCredentials(state, data(), rules.loginField);
    return grantKnox(rules, state, user, now);
  };
  return { path, allow: "anyone", views: { POST: view } };
}

/** knox's LoginView with `BasicAuthentication`. */
function basicLoginRoute(path: string, rules: KnoxRules): Route {
  const view: View = ({ state, request, now }) => {
    const user = readBasic(state, request.headers.authorization, rules.loginField);
    return grantKnox(rules, state, user, now);
  };
  return { path, allow: "anyone", authenticates: false, views: { POST: view } };
}

/** `BasicAuthentication`: the user of the header. Throws a 401 with a challenge. */
function readBasic(
  state: State,
  authorization: string | undefined,
  loginField: "username" | "email",
): User {
  const [scheme, encoded] = (authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic" || encoded === undefined) {
    throw challenged("Authentication credentials were not provided.");
  }
  const text = decodeBasic(encoded);
  if (text === null) {
    throw challenged("Invalid basic header. Credentials not correctly base64 encoded.");
  }
  const [name, ...password] = text.split(":");
  const user = findUser(state, loginField, name);
  if (user?.password !== password.join(":")) throw challenged("Invalid username/password.");
  if (!user.active) throw challenged("Invalid username/password.");
  return user;
}

function challenged(detail: string): Refusal {
  return new Refusal(401, { detail }, { "WWW-Authenticate": 'Basic realm="api"' });
}
