/** The entry of `@sojourn/angular/without-router`: everything that does not need `@angular/router`, for apps without it. */
export { type Auth, type AuthState, injectAuth, injectSession } from "./auth.ts";
export { type Idle, injectIdle } from "./idle.ts";
export { SessionInterceptor, SKIP_SESSION, sessionInterceptor } from "./interceptor.ts";
export { provideSession, type SessionFeature, withAppInitializer } from "./provide-session.ts";
export type { AnySession, Register, RegisteredSession } from "./register.ts";
