/** The entry of `@sojourn/msw`: the token backends of Django REST framework as MSW handlers. */
export type { Answered } from "./adapter.ts";
export { type AllauthHeadlessOptions, mockAllauthHeadless } from "./allauth-headless.ts";
export { type AuthTokenOptions, mockAuthToken } from "./auth-token.ts";
export {
  type DjRestAuthOptions,
  type DjRestAuthSettings,
  mockDjRestAuth,
} from "./dj-rest-auth.ts";
export type { DjRestAuthCookies } from "./dj-rest-auth-cookies.ts";
export { type DjRestAuthJwtOptions, mockDjRestAuthJwt } from "./dj-rest-auth-jwt.ts";
export { type DjoserOptions, type DjoserSettings, mockDjoser } from "./djoser.ts";
export { type DjoserJwtOptions, mockDjoserJwt } from "./djoser-jwt.ts";
export { type DrfJwtOptions, mockDrfJwt } from "./drf-jwt.ts";
export type { DrfJwtPackage } from "./drf-jwt-tokens.ts";
export type { Fault, FaultTarget } from "./faults.ts";
export { type KnoxOptions, mockKnox } from "./knox.ts";
export { mockNinjaJwt, type NinjaJwtOptions } from "./ninja-jwt.ts";
export { mockOAuth2, type OAuth2Options } from "./oauth2.ts";
export type { OAuth2Clients } from "./oauth2-clients.ts";
export type { MockOptions, MockServer } from "./server.ts";
export { mockSessionAuth, type SessionAuthOptions } from "./session-auth.ts";
export { mockSimpleJwt, type SimpleJwtOptions } from "./simple-jwt.ts";
export { mockSimpleJwtCookies, type SimpleJwtCookiesOptions } from "./simple-jwt-cookies.ts";
export type { SimpleJwtVersion } from "./simplejwt-tokens.ts";
export { mockSlidingJwt, type SlidingJwtOptions } from "./sliding-jwt.ts";
export type { Mail, MockPost, MockUser, Rate, Throttle } from "./state.ts";
export {
  type MockStore,
  memoryStore,
  type StorageLike,
  sharedStore,
  storageStore,
} from "./store.ts";
