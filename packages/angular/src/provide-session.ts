/** `provideSession()` and its features: a session in Angular's injector, started in browsers and stopped with its injector. */
import {
  DestroyRef,
  type EnvironmentProviders,
  inject,
  makeEnvironmentProviders,
  provideAppInitializer,
  provideEnvironmentInitializer,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { type ActivatedRouteSnapshot, NavigationEnd, Router } from "@angular/router";
import { filter, merge } from "rxjs";
import { AUTH, createAuth } from "./auth.ts";
import { warnIfForgotten } from "./forgotten.ts";
import { LOGIN_ROUTE, verdicts } from "./guards.ts";
import type { AnySession } from "./register.ts";
import { findRequests, inBrowser, outside, REQUESTS, SESSION } from "./tokens.ts";

/** More for {@link provideSession}: what a function named `with…` gives. */
export type SessionFeature = EnvironmentProviders;

/**
 * Provides a session to an app or, in the `providers` of a route, to a part of it. In a browser it is started there and
 * then, and stopped when the injector is destroyed; on a server nobody is known, and the status stays `"loading"`.
 *
 * @param source The session, or a function that makes one, which may `inject`.
 * @param features {@link withLoginRoute}, {@link withAppInitializer}. Default: none.
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
      provide: SESSION,
      useFactory: () => outside(typeof source === "function" ? source() : source),
    },
    { provide: REQUESTS, useFactory: findRequests },
    { provide: AUTH, useFactory: createAuth },
    provideEnvironmentInitializer(() => {
      if (!inBrowser()) return;
      inject(DestroyRef).onDestroy(inject(SESSION).start());
      if (typeof ngDevMode === "undefined" || ngDevMode) warnIfForgotten();
    }),
    features,
  ]);
}

/**
 * Names the login page, to which {@link requireAuth} sends people. And when a session ends, or begins, in this tab or another,
 * the app leaves a page whose guard says no now: for the login page, and from there for the return URL.
 *
 * @param url The login page: a path inside the app, with a query if need be.
 *
 * @example
 * ```ts
 * import { provideSession, withLoginRoute } from "@sojourn/angular";
 * import { createSession } from "@sojourn/core";
 * import { authToken } from "@sojourn/django";
 *
 * const session = createSession({ backend: authToken({ baseUrl: "/api/" }) });
 * export const providers = [provideSession(session, withLoginRoute("/login"))];
 * ```
 */
export function withLoginRoute(url: string): SessionFeature {
  return makeEnvironmentProviders([
    { provide: LOGIN_ROUTE, useValue: url },
    provideEnvironmentInitializer(() => {
      if (!inBrowser()) return;
      const router = inject(Router);
      const leave = ({ routeConfig, children }: ActivatedRouteSnapshot): boolean => {
        const { canMatch, canActivate, canActivateChild } = routeConfig ?? {};
        for (const guard of [canMatch, canActivate, canActivateChild].flat()) {
          const target = (guard && verdicts.get(guard)?.(router.url)) ?? true;
          // Back must not lead to the page that is left.
          if (target !== true) return !!router.navigateByUrl(target, { replaceUrl: true });
        }
        return children.some(leave);
      };
      // A session may also end while a page that was let in is still being loaded.
      merge(
        inject(AUTH).isAuthenticated$,
        router.events.pipe(filter((event) => event instanceof NavigationEnd)),
      )
        .pipe(takeUntilDestroyed())
        .subscribe(() => leave(router.routerState.snapshot.root));
    }),
  ]);
}

/**
 * Starts the app only when it is known whether somebody is signed in: no screen ever sees the status `"loading"`. That
 * matters with a storage that answers later; it can last as long as the server takes to answer. On a server it waits for nothing.
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
  return provideAppInitializer(async () => {
    if (inBrowser()) await inject(SESSION).ready();
  });
}
