/** The entry of `@sojourn/react`: hooks and guards for a session. They translate; the core decides. */
"use client";
export type {
  AnySession,
  Auth,
  Register,
  RegisteredSession,
  SettledAuth,
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
