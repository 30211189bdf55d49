/** The names of the options of each factory. Only development builds have them. */
import type { OptionNames } from "@sojourn/core";
import type { AllauthStrategy } from "./allauth-answers.ts";
import type { AllauthHeadlessOptions } from "./allauth-headless.ts";
import type { AuthTokenOptions } from "./auth-token.ts";
import type { DjRestAuthJwtOptions, DjRestAuthOptions } from "./dj-rest-auth.ts";
import type { DjRestAuthCommonOptions } from "./dj-rest-auth-account.ts";
import type { DjoserJwtOptions, DjoserOptions } from "./djoser.ts";
import type { DjoserCommonOptions } from "./djoser-account.ts";
import type { DrfJwtOptions } from "./drf-jwt.ts";
import type { KnoxOptions } from "./knox.ts";
import type { NinjaJwtOptions } from "./ninja-jwt.ts";
import type { UserOption, UserReader } from "./options.ts";
import type { SessionAuthOptions } from "./session-auth.ts";
import type { SimpleJwtCommonOptions, SimpleJwtOptions } from "./simple-jwt.ts";
import type { SlidingJwtOptions } from "./sliding-jwt.ts";

const user: Record<keyof UserOption<unknown>, true> = { path: true, read: true };

/** For users whose path is known. */
const reader: Record<keyof UserReader<unknown>, true> = { read: true };

const simpleJwtCommon: OptionNames<SimpleJwtCommonOptions<string, unknown>> = {
  baseUrl: true,
  usernameField: true,
  headerName: true,
  scheme: true,
  userIdClaim: true,
  user,
};

const simpleJwt: OptionNames<SimpleJwtOptions<string, unknown>> = {
  ...simpleJwtCommon,
  keys: { access: true, refresh: true },
  cookies: true,
  paths: { login: true, refresh: true, verify: true, logout: true },
};

const slidingJwt: OptionNames<SlidingJwtOptions<string, unknown>> = {
  ...simpleJwtCommon,
  paths: { login: true, refresh: true, verify: true },
};

const drfJwt: OptionNames<DrfJwtOptions<string, unknown>> = {
  baseUrl: true,
  usernameField: true,
  sessionFirst: true,
  scheme: true,
  user,
  paths: { login: true, refresh: true, verify: true, logout: true },
};

const authToken: OptionNames<AuthTokenOptions<unknown>> = {
  baseUrl: true,
  sessionFirst: true,
  scheme: true,
  user,
  paths: { login: true },
};

const knox: OptionNames<KnoxOptions<string, unknown>> = {
  baseUrl: true,
  usernameField: true,
  sessionFirst: true,
  scheme: true,
  autoRefresh: true,
  basicLogin: true,
  user,
  paths: { login: true, logout: true, logoutEverywhere: true },
};

const ninjaJwt: OptionNames<NinjaJwtOptions<string, unknown>> = {
  baseUrl: true,
  usernameField: true,
  userIdClaim: true,
  user,
  paths: { login: true, refresh: true, verify: true, logout: true },
};

const djoserCommon: OptionNames<DjoserCommonOptions<string, string, unknown, object>> = {
  baseUrl: true,
  usernameField: true,
  loginField: true,
  prefix: true,
  user: reader,
  signUp: true,
};

const djoser: OptionNames<DjoserOptions<string, string, unknown, object>> = {
  ...djoserCommon,
  sessionFirst: true,
  scheme: true,
};

const djoserJwt: OptionNames<DjoserJwtOptions<string, string, unknown, object>> = {
  ...djoserCommon,
  headerName: true,
  scheme: true,
  paths: { logout: true },
};

const djRestAuthCommon: OptionNames<DjRestAuthCommonOptions<string, unknown, object, string>> = {
  baseUrl: true,
  usernameField: true,
  prefix: true,
  user: reader,
  signUp: true,
  social: true,
};

const djRestAuth: OptionNames<DjRestAuthOptions<string, unknown, object, string>> = {
  ...djRestAuthCommon,
  sessionFirst: true,
  scheme: true,
};

const djRestAuthJwt: OptionNames<DjRestAuthJwtOptions<string, unknown, object, string>> = {
  ...djRestAuthCommon,
  headerName: true,
  scheme: true,
  cookies: true,
};

const allauthHeadless: OptionNames<
  AllauthHeadlessOptions<string, unknown, object, AllauthStrategy>
> = {
  baseUrl: true,
  usernameField: true,
  strategy: true,
  prefix: true,
  scheme: true,
  user: reader,
  signUp: true,
};

const sessionAuth: OptionNames<SessionAuthOptions<string, unknown>> = {
  baseUrl: true,
  usernameField: true,
  user,
  paths: { csrf: true, login: true, logout: true },
  csrfCookie: true,
  csrfHeader: true,
  restore: true,
};

/** The names of each factory's options. */
export const optionNames: Readonly<
  Record<keyof typeof import("./index.ts"), Readonly<Record<string, true | object>>>
> = {
  allauthHeadless,
  authToken,
  djRestAuth,
  djRestAuthJwt,
  djangoRestFrameworkJwt: drfJwt,
  djoser,
  djoserJwt,
  drfJwt,
  knox,
  ninjaJwt,
  sessionAuth,
  simpleJwt,
  slidingJwt,
};
