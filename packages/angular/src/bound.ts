/** Binds a session to an injector: it works outside the zone, and its changes are shown inside. */
import { isPlatformBrowser } from "@angular/common";
import {
  computed,
  DestroyRef,
  InjectionToken,
  inject,
  NgZone,
  PLATFORM_ID,
  signal,
} from "@angular/core";
import { type Requests, SessionError, toView } from "@sojourn/core";
import { BehaviorSubject, distinctUntilChanged, map } from "rxjs";
import type { Auth } from "./auth.ts";
import type { AnySession } from "./register.ts";

/** The value that the functions of this package inject. */
export interface Bound {
  /** Makes a function, or all functions of an object, run outside the zone, so that their timers do not keep the app from becoming stable. */
  outside<Value>(value: Value): Value;
  /** The session. All its functions run outside the zone. */
  readonly session: AnySession;
  readonly auth: Auth;
  /** The URL of the login page. */
  loginRoute: string;
  /** Waits for the first answer. Missing on a server, where no answer will come. */
  readonly ready?: AnySession["ready"];
  /** Signs the requests of `HttpClient`. Missing on a server and in tests, where requests are not signed. */
  readonly requests?: Requests | undefined;
}

/** The injection token of {@link Bound}. Angular's error for a missing one shows its name. */
export const BOUND: InjectionToken<Bound> = /* @__PURE__ */ new InjectionToken(
  typeof ngDevMode === "undefined" || ngDevMode
    ? "session: add provideSession(session) to the providers of your app"
    : "",
);

/** Whoever passes a variable that is not set yet, or the backend, hears of it in development. */
function checkSession(source: Partial<AnySession> | undefined): void {
  if (typeof source?.getSnapshot === "function") return;
  throw new SessionError(
    "misconfigured",
    "Write provideSession(session), with what createSession() returned.",
  );
}

/** Binds a session to the current injector. */
export function bind(source: AnySession): Bound {
  if (typeof ngDevMode === "undefined" || ngDevMode) checkSession(source);
  const zone = inject(NgZone);
  const outside = <Value>(value: Value): Value => {
    if (typeof value === "function")
      return ((...args: unknown[]) => zone.runOutsideAngular(() => value(...args))) as Value;
    const parts = {} as Value;
    for (const name in value) parts[name] = outside(value[name]);
    return parts;
  };
  const session = outside(source);
  const { login, proceed, logout, refresh, ready, requests } = session;
  const describe = (): Record<string, unknown> => {
    const snapshot = source.getSnapshot();
    return { ...toView(snapshot), snapshot };
  };
  const state = signal(describe());
  const states = new BehaviorSubject(describe());
  const stop = session.subscribe(() =>
    zone.run(() => {
      // The signals first, so that they are up to date for subscribers of the observables.
      state.set(describe());
      states.next(describe());
    }),
  );
  inject(DestroyRef).onDestroy(stop);
  const auth: Record<string, unknown> = { login, proceed, logout, refresh };
  for (const key in states.value) {
    auth[key] = computed(() => state()[key]);
    auth[`${key}$`] = states.pipe(
      map((view) => view[key]),
      distinctUntilChanged(),
    );
  }
  // These two wait for nothing and set no timer, so they need not leave the zone.
  const { signNow, isSettled } = source.requests;
  const signing = { ...requests, signNow, isSettled } as Requests;
  return {
    outside,
    session,
    auth: auth as unknown as Auth,
    loginRoute: "/login",
    ...(isPlatformBrowser(inject(PLATFORM_ID)) && { ready, requests: signing }),
  };
}
