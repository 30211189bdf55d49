/** A session as Angular sees it: outside the zone where it works, inside where it shows. */
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
import { type Requests, toView } from "@sojourn/core";
import { distinctUntilChanged, Observable } from "rxjs";
import type { Auth, AuthState } from "./auth.ts";
import type { AnySession } from "./register.ts";

/** What everything here finds in its injector. */
export interface Bound {
  /** A function, or all the functions in an object, made to run outside the zone: a timer they set keeps no app from being stable. */
  outside<Value>(value: Value): Value;
  /** The session, all of it outside the zone. */
  readonly session: AnySession;
  readonly auth: Auth;
  /** Where the login page is. */
  loginRoute: string;
  /** Waits for the first answer. `null`: none will come, because a server renders for nobody. */
  readonly ready: AnySession["ready"] | null;
  /** What signs the requests of `HttpClient`. `null`: nothing does, on a server and in tests. */
  readonly requests: Requests | null;
}

/** Its name is what Angular's error says where it is missing. */
export const BOUND: InjectionToken<Bound> = /* @__PURE__ */ new InjectionToken(
  typeof ngDevMode === "undefined" || ngDevMode
    ? "session: add provideSession(session) to the providers of your app"
    : "",
);

/** Binds a session to the injector it is called in. */
export function bind(source: AnySession): Bound {
  const zone = inject(NgZone);
  const isBrowser = isPlatformBrowser(inject(PLATFORM_ID));
  const outside = <Value>(value: Value): Value => {
    if (typeof value === "function")
      return ((...args: unknown[]) => zone.runOutsideAngular(() => value(...args))) as Value;
    const parts = Object.entries(value as object).map(([name, part]) => [name, outside(part)]);
    return Object.fromEntries(parts);
  };
  const session = outside(source);
  const { subscribe, getSnapshot, ready, requests, login, logout, refresh } = session;
  const describe = (): AuthState<unknown> => {
    const snapshot = getSnapshot();
    return { ...toView(snapshot), snapshot };
  };
  const state = signal(describe());
  const listen = (listener: () => void): (() => void) => subscribe(() => zone.run(listener));
  // The first to listen: whoever is told later finds the signals up to date.
  inject(DestroyRef).onDestroy(listen(() => state.set(describe())));
  const auth: Record<string, unknown> = { login, logout, refresh };
  for (const key of Object.keys(state()) as (keyof AuthState<unknown>)[]) {
    const values = new Observable((subscriber) => {
      const tell = (): void => subscriber.next(describe()[key]);
      tell();
      return listen(tell);
    });
    auth[key] = computed(() => state()[key]);
    auth[`${key}$`] = values.pipe(distinctUntilChanged());
  }
  return {
    outside,
    session,
    auth: auth as unknown as Auth,
    loginRoute: "/login",
    ready: isBrowser ? ready : null,
    requests: isBrowser ? requests : null,
  };
}
