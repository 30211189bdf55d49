/** `@sojourn/core`: the session store, its fetch, and the words to describe a backend. */

export { type CookieOptions, cookieStorage } from "./browser/cookie.ts";
export type { StorageName } from "./browser/storage.ts";
export { checkUser, type UserCheck } from "./check-user.ts";
export { cookieMode } from "./cookies/cookie-mode.ts";
export { type CoreOptions, createCore } from "./create-core.ts";
export { createSession } from "./create-session.ts";
export type { AccountApi } from "./http/account.ts";
export type { SessionFetch, SessionRequestInit } from "./http/fetch.ts";
export type { Outgoing, Replaying, Requests, Signed } from "./http/requests.ts";
export {
  type AuthenticatedView,
  type LoadingView,
  toView,
  type UnauthenticatedView,
  type View,
} from "./machine/view.ts";
export {
  type Backend,
  type Challenge,
  defineBackend,
  type Lifecycle,
} from "./model/backend.ts";
export type { CookieDescription, CookieSettings, CsrfSettings } from "./model/cookies.ts";
export {
  type Fields,
  isSessionError,
  SessionError,
  type SessionErrorCode,
  type SessionErrorDetails,
} from "./model/errors.ts";
export { type BackendChanges, extendBackend } from "./model/extend-backend.ts";
export type { Claims, Grant, LoginAnswer, Pending, Tokens } from "./model/grant.ts";
export type { HistoryEntry, HistoryEvent } from "./model/history-entry.ts";
export type {
  Account,
  AccountOperation,
  Answer,
  FullAnswer,
  LoginOperation,
  Meaning,
  Operation,
  PendingStep,
  Step,
  StepInput,
  StepInputs,
  Steps,
} from "./model/operation.ts";
export { type OptionNames, tellUnknownOptions } from "./model/option-names.ts";
export type {
  ActivityPort,
  BellPort,
  ClockPort,
  LockPort,
  MirrorPort,
  PagePort,
  Ports,
  RunPort,
  StoragePort,
} from "./model/ports.ts";
export { readFields } from "./model/read-fields.ts";
export { safeReturnUrl } from "./model/return-url.ts";
export type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Reason,
  Snapshot,
  Status,
  UnauthenticatedSnapshot,
  Why,
} from "./model/state.ts";
export type { IdleOptions, SessionOptions } from "./options.ts";
export type { HistoryEntryOf } from "./runtime/history.ts";
export type { LoginOptions, ProceedOptions } from "./runtime/logins.ts";
export type { LogoutOptions } from "./runtime/runtime.ts";
export type { Session } from "./session.ts";
export type { VaultWorker } from "./vault/client.ts";
export type { VaultPort } from "./vault/protocol.ts";
export { type VaultOptions, vault } from "./vault/vault.ts";
export {
  type ErrorSentence,
  type ErrorWords,
  errorText,
  type ReasonWords,
  reasonText,
} from "./words-for-people.ts";
