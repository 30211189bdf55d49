"use client";
/** `@sojourn/react`: hooks and guards for a session. They translate; the core decides. */
export type {
  AnySession,
  Auth,
  AuthenticatedAuth,
  LoadingAuth,
  Register,
  RegisteredSession,
  SettledAuth,
  UnauthenticatedAuth,
} from "./auth.ts";
export { SessionProvider, type SessionProviderProps } from "./provider.ts";
export {
  RequireAuth,
  type RequireAuthOptions,
  type RequireAuthProps,
  withAuthenticationRequired,
} from "./require-auth.ts";
export { useAuth } from "./use-auth.ts";
export { useAuthSuspense } from "./use-auth-suspense.ts";
export { type Idle, useIdle } from "./use-idle.ts";
