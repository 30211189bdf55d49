/** `@sojourn/angular`: a session as Angular's own providers, signals, interceptor and guards. It translates; the core decides. */
export { type Auth, type AuthState, injectAuth, injectSession } from "./auth.ts";
export { requireAnonymous, requireAuth } from "./guards.ts";
export { SessionInterceptor, SKIP_SESSION, sessionInterceptor } from "./interceptor.ts";
export {
  provideSession,
  type SessionFeature,
  withAppInitializer,
  withLoginRoute,
} from "./provide-session.ts";
export type { AnySession, Register, RegisteredSession } from "./register.ts";
