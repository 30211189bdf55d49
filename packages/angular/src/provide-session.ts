/** `provideSession()` and `withAppInitializer()`: provide a session in Angular's injector and start it in browsers. */
import {
  DestroyRef,
  type EnvironmentProviders,
  inject,
  makeEnvironmentProviders,
  provideAppInitializer,
  provideEnvironmentInitializer,
} from "@angular/core";
import { BOUND, bind } from "./bound.ts";
import { warnIfForgotten } from "./forgotten.ts";
import type { AnySession } from "./register.ts";

/** An extra for {@link provideSession}: the result of a function named `with…`. */
export type SessionFeature = EnvironmentProviders;

/**
 * Provides a session to an app or, in the `providers` of a route, to a part of it. In a browser this starts the session. On a
 * server it is not started, and the status stays `"loading"`.
 *
 * @param source The session, or a function that makes one. The function can call `inject`, and its session is stopped with the
 * injector.
 * @param features `withLoginRoute()`, {@link withAppInitializer}. Default: none.
 *
 * @example
 * ```ts
 * import { provideHttpClient, withInterceptors } from "@angular/common/http";
 * import type { ApplicationConfig } from "@angular/core";
 * import { provideSession, sessionInterceptor, withLoginRoute } from "@sojourn/angular";
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
 *
 * export const appConfig: ApplicationConfig = {
 *   providers: [
 *     provideSession(session, withLoginRoute("/login")),
 *     provideHttpClient(withInterceptors([sessionInterceptor])),
 *   ],
 * };
 * ```
 */
export function provideSession(
  source: AnySession | (() => AnySession),
  ...features: SessionFeature[]
): EnvironmentProviders {
  return makeEnvironmentProviders([
    {
      provide: BOUND,
      useFactory: () => bind(typeof source === "function" ? source() : source),
    },
    provideEnvironmentInitializer(() => {
      const { session, ready } = inject(BOUND);
      if (!ready) return;
      const stop = session.start();
      if (typeof source === "function") inject(DestroyRef).onDestroy(stop);
      if (typeof ngDevMode === "undefined" || ngDevMode) warnIfForgotten();
    }),
    features,
  ]);
}

/**
 * Starts the app after the first answer, so that no component ever sees the status `"loading"`. This matters for a storage that
 * answers later. It can take as long as the server takes to answer. On a server it does not wait.
 *
 * @example
 * ```ts
 * import { provideSession, withAppInitializer } from "@sojourn/angular";
 * import { createSession } from "@sojourn/core";
 * import { authToken } from "@sojourn/django";
 *
 * const session = createSession({ backend: authToken({ baseUrl: "/api/" }) });
 * export const providers = [provideSession(session, withAppInitializer())];
 * ```
 */
export function withAppInitializer(): SessionFeature {
  return provideAppInitializer(() => inject(BOUND).ready?.());
}
