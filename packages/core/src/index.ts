/** `@sojourn/core`: the session store, its fetch, and the words to describe a backend. */

export { type CookieOptions, cookieStorage } from "./browser/cookie.ts";
export type { StorageName } from "./browser/storage.ts";
export { checkUser, type UserCheck } from "./check-user.ts";
export { type CoreOptions, createCore } from "./create-core.ts";
export { createSession } from "./create-session.ts";
export type { AccountApi } from "./http/account.ts";
export type { Outgoing, Replaying, Requests, Signed } from "./http/requests.ts";
export {
  type AuthenticatedView,
  type LoadingView,
  toView,
  type UnauthenticatedView,
  type View,
} from "./machine/view.ts";
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
  type Tokens,
} from "./model/backend.ts";
export {
  type Fields,
  isSessionError,
  SessionError,
  type SessionErrorCode,
  type SessionErrorDetails,
} from "./model/errors.ts";
export type {
  ActivityPort,
  BellPort,
  ClockPort,
  LockPort,
  PagePort,
  Ports,
  StoragePort,
} from "./model/ports.ts";
export { readFields } from "./model/read-fields.ts";
export { safeReturnUrl } from "./model/return-url.ts";
export type {
  AuthenticatedSnapshot,
  HistoryEntry,
  LoadingSnapshot,
  Reason,
  Snapshot,
  Status,
  UnauthenticatedSnapshot,
  Why,
} from "./model/state.ts";
export type { IdleOptions, SessionOptions } from "./options.ts";
export type { HistoryEntryOf } from "./runtime/history.ts";
export type { Session } from "./session.ts";
