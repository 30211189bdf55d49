/** A server with djoser and DRF's authtoken. */
import type { DjoserRules } from "./account-mails.ts";
import { accountRoutes } from "./accounts.ts";
import { authenticateKey, keyOf } from "./authtoken-keys.ts";
import type { Route, System } from "./drf.ts";
import { has, readFields } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { dropKeys, findUser } from "./state.ts";

/** The settings of djoser that do not depend on the kind of token. */
export interface DjoserSettings {
  /** `SEND_ACTIVATION_EMAIL`: new users are inactive until they follow the link in {@link MockServer.mails}. Default: `false`. */
  readonly activation?: boolean;
  /** The three `…_RETYPE` settings: passwords must be sent twice. Default: `false`. */
  readonly retype?: boolean;
  /** `LOGOUT_ON_PASSWORD_CHANGE`. Default: `false`. */
  readonly logoutOnPasswordChange?: boolean;
  /** `USER_ID_FIELD`: with `"username"`, answers have no `id`. Default: `"id"`. */
  readonly userIdField?: "id" | "username";
  /** `PASSWORD_RESET_SHOW_EMAIL_NOT_FOUND`. Default: `false`. */
  readonly showEmailNotFound?: boolean;
}

/** The options of {@link mockDjoser}. Its tokens never expire. */
export interface DjoserOptions extends MockOptions, DjoserSettings {}

/**
 * A server with djoser (`users/…`) and its authtoken views (`token/login/`, `token/logout/`), `me/` and the microblog
 * (`posts/`).
 *
 * @example
 * ```ts
 * import { mockDjoser } from "@sojourn/msw";
 *
 * const mock = mockDjoser({ baseUrl: "https://api.example.com/auth/", activation: true });
 * const [mail] = await mock.mails(); // `uid` and `token` for users/activation/
 * ```
 */
export function mockDjoser(options: DjoserOptions): MockServer {
  return createServer("djoser", djoserSystem(options), options);
}

/** The pure part of {@link mockDjoser}. */
export function djoserSystem(options: DjoserSettings & Pick<MockOptions, "loginField">): System {
  const rules = djoserRules(options);
  return {
    authenticate: authenticateKey,
    challenge: "Token",
    revoke: dropKeys,
    routes: [
      ...tokenRoutes(rules),
      ...accountRoutes(rules),
      meRoute("me/", rules.loginField),
      ...postRoutes,
    ],
  };
}

/** `djoser.urls.authtoken`. These views work with and without the trailing slash. */
export function tokenRoutes({ loginField }: DjoserRules): Route[] {
  return [
    {
      path: "token/login/",
      allow: "anyone",
      slashOptional: true,
      views: {
        POST: ({ state, data }) => {
          const given = data();
          const input = readFields(given, {
            password: { optional: true },
            [loginField]: { optional: true },
          });
          const user = findUser(state, loginField, input[loginField]);
          const complete = has(given, "password") && has(given, loginField);
          if (!complete || !user?.active || user.password !== input.password) {
            const message = "Unable to log in with provided credentials.";
            throw new Refusal(400, { non_field_errors: [message] });
          }
          return json(200, { auth_token: keyOf(state, user) });
        },
      },
    },
    {
      path: "token/logout/",
      allow: "users",
      slashOptional: true,
      views: {
        POST: ({ state, user }) => {
          if (user) dropKeys(state, user.id);
          return json(204);
        },
      },
    },
  ];
}

/** Fills in djoser's defaults. */
export function djoserRules(options: Partial<DjoserRules>): DjoserRules {
  return {
    loginField: options.loginField ?? "username",
    userIdField: options.userIdField ?? "id",
    activation: options.activation ?? false,
    retype: options.retype ?? false,
    logoutOnPasswordChange: options.logoutOnPasswordChange ?? false,
    showEmailNotFound: options.showEmailNotFound ?? false,
  };
}
