/** The entry of `@sojourn/angular`: a session as Angular's own providers, signals, interceptor and guards. They translate; the core decides. */
export { type RequireAuthOptions, requireAnonymous, requireAuth } from "./guards.ts";
export { withLoginRoute } from "./login-route.ts";
export * from "./without-router.ts";
