/** `@sojourn/core`: the session store, its fetch, and the words to describe a backend. */
export type { AccountApi } from "./account.ts";
export {
  type Account,
  type AccountOperation,
  type Answer,
  type Backend,
  type Challenge,
  type Claims,
  defineBackend,
  type Grant,
  type Lifecycle,
  type Operation,
  readFields,
  type Tokens,
} from "./backend.ts";
export { type CookieOptions, cookieStorage } from "./browser/cookie.ts";
export type { StorageName } from "./browser/storage.ts";
export { createSession, type Session } from "./create-session.ts";
export {
  type Fields,
  isSessionError,
  SessionError,
  type SessionErrorCode,
  type SessionErrorDetails,
} from "./errors.ts";
export type { HappeningOf } from "./history.ts";
export type { IdleOptions, SessionOptions } from "./options.ts";
export type {
  ActivityPort,
  BellPort,
  ClockPort,
  LockPort,
  PagePort,
  Ports,
  StoragePort,
} from "./ports.ts";
export { safeReturnUrl } from "./return-url.ts";
export type { Outgoing, Replaying, Requests, Signed } from "./signing.ts";
export type {
  AuthenticatedSnapshot,
  Happening,
  LoadingSnapshot,
  Reason,
  Snapshot,
  Status,
  UnauthenticatedSnapshot,
  Why,
} from "./state.ts";
export {
  type AuthenticatedView,
  type LoadingView,
  toView,
  type UnauthenticatedView,
  type View,
} from "./view.ts";
