/** `@sojourn/angular/testing`: a session set by hand, for tests of components, guards and services. No network, no timer. */
export {
  provideSessionTesting,
  SessionTesting,
  type SessionTestingOptions,
} from "./provide-session-testing.ts";
