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
import { BehaviorSubject, distinctUntilChanged, map } from "rxjs";
import type { Auth } from "./auth.ts";
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
  /** Waits for the first answer. Missing where none will come, because a server renders for nobody. */
  readonly ready?: AnySession["ready"];
  /** What signs the requests of `HttpClient`. Missing where nothing does, on a server and in tests. */
  readonly requests?: Requests | undefined;
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
  const outside = <Value>(value: Value): Value => {
    if (typeof value === "function")
      return ((...args: unknown[]) => zone.runOutsideAngular(() => value(...args))) as Value;
    const parts = {} as Value;
    for (const name in value) parts[name] = outside(value[name]);
    return parts;
  };
  const session = outside(source);
  const { login, logout, refresh, ready, requests } = session;
  const describe = (): Record<string, unknown> => {
    const snapshot = source.getSnapshot();
    return { ...toView(snapshot), snapshot };
  };
  const state = signal(describe());
  const states = new BehaviorSubject(describe());
  const stop = session.subscribe(() =>
    zone.run(() => {
      // First the signals: whoever is told by an observable finds them up to date.
      state.set(describe());
      states.next(describe());
    }),
  );
  inject(DestroyRef).onDestroy(stop);
  const auth: Record<string, unknown> = { login, logout, refresh };
  for (const key in states.value) {
    auth[key] = computed(() => state()[key]);
    auth[`${key}$`] = states.pipe(
      map((view) => view[key]),
      distinctUntilChanged(),
    );
  }
  return {
    outside,
    session,
    auth: auth as unknown as Auth,
    loginRoute: "/login",
    ...(isPlatformBrowser(inject(PLATFORM_ID)) && { ready, requests }),
  };
}
