/** The tokens by which everything here finds the session of its injector. */
import { isPlatformBrowser } from "@angular/common";
import { InjectionToken, inject, NgZone, PLATFORM_ID } from "@angular/core";
import { type Requests, SessionError } from "@sojourn/core";
import type { AnySession } from "./register.ts";

/** The session. Whatever is called on it runs outside the zone. */
export const SESSION: InjectionToken<AnySession> = /* @__PURE__ */ new InjectionToken("SESSION", {
  factory: (): never => {
    throw new SessionError("misconfigured", MISSING);
  },
});

/** What signs the requests of `HttpClient`. `null`: nothing does, on a server and in tests. */
export const REQUESTS: InjectionToken<Requests | null> = /* @__PURE__ */ new InjectionToken(
  "REQUESTS",
  { factory: findRequests },
);

/** The session's, in a browser. A server renders for nobody. */
export function findRequests(): Requests | null {
  return inBrowser() ? inject(SESSION).requests : null;
}

/** Whether somebody may be signed in here. */
export function inBrowser(): boolean {
  return isPlatformBrowser(inject(PLATFORM_ID));
}

/** `value` with all its functions, which run outside the zone: a timer that they set does not keep the app from being stable. */
export function outside<Value>(value: Value, zone: NgZone = inject(NgZone)): Value {
  if (typeof value === "function")
    return ((...args: unknown[]) => zone.runOutsideAngular(() => value(...args))) as Value;
  if (!value || typeof value !== "object") return value;
  const parts = Object.entries(value).map(([name, part]) => [name, outside(part, zone)]);
  return Object.fromEntries(parts);
}

const MISSING = "No session here. Add provideSession(session) to the providers of your app.";
