/** The entry of `@sojourn/angular/testing`: a session that tests of components, guards and services set by hand. No network, no timers. */
export {
  provideSessionTesting,
  SessionTesting,
  type SessionTestingOptions,
} from "./provide-session-testing.ts";
