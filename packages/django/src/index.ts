/** The entry of `@sojourn/django`: the token backends of Django REST framework, as data for `createSession`. */
export type {
  AllauthAccount,
  AllauthCode,
  AllauthNewPassword,
  AllauthProviderToken,
  AllauthSecondFactors,
  AllauthSetPassword,
  AllauthSignUp,
  AllauthSteps,
} from "./allauth-account.ts";
export type { AllauthStrategy } from "./allauth-answers.ts";
export {
  type AllauthHeadlessOptions,
  type AllauthUser,
  allauthHeadless,
} from "./allauth-headless.ts";
export { type AuthTokenOptions, authToken } from "./auth-token.ts";
export {
  type DjRestAuthJwtOptions,
  type DjRestAuthOptions,
  djRestAuth,
  djRestAuthJwt,
} from "./dj-rest-auth.ts";
export type {
  DjRestAuthAccount,
  DjRestAuthCommonOptions,
  DjRestAuthNewPassword,
  DjRestAuthSignUp,
  DjRestAuthSocialLogin,
  DjRestAuthUser,
  DjRestAuthUserDetails,
} from "./dj-rest-auth-account.ts";
export {
  type DjoserJwtOptions,
  type DjoserOptions,
  djoser,
  djoserJwt,
} from "./djoser.ts";
export type {
  DjoserAccount,
  DjoserCommonOptions,
  DjoserLink,
  DjoserNewName,
  DjoserNewPassword,
  DjoserSignUp,
  DjoserUser,
  DjoserUserDetails,
} from "./djoser-account.ts";
export {
  type DrfJwtOptions,
  type DrfJwtUser,
  djangoRestFrameworkJwt,
  drfJwt,
} from "./drf-jwt.ts";
export { type KnoxOptions, knox } from "./knox.ts";
export { type NinjaJwtOptions, ninjaJwt } from "./ninja-jwt.ts";
export type {
  CommonOptions,
  Credentials,
  HeaderNameOption,
  JsonObject,
  NoAccount,
  SessionFirstOption,
  UnknownUser,
  UserAccount,
  UserEndpoint,
  UsernameOption,
  UserOption,
  UserReader,
  WithUserEndpoint,
} from "./options.ts";
export { type SessionAuthOptions, sessionAuth } from "./session-auth.ts";
export {
  type SimpleJwtCommonOptions,
  type SimpleJwtKeys,
  type SimpleJwtOptions,
  type SimpleJwtUser,
  simpleJwt,
} from "./simple-jwt.ts";
export { type SlidingJwtOptions, slidingJwt } from "./sliding-jwt.ts";
