/** `withLoginRoute()`: names the login page, and leaves for it when a session ends. */
import { DestroyRef, inject, provideEnvironmentInitializer } from "@angular/core";
import { type ActivatedRouteSnapshot, NavigationEnd, Router } from "@angular/router";
import { distinctUntilChanged } from "rxjs";
import { BOUND } from "./bound.ts";
import { verdicts } from "./guards.ts";
import type { SessionFeature } from "./provide-session.ts";

/**
 * Names the login page, to which {@link requireAuth} redirects. When a session ends or begins or its user changes, in this tab or
 * another, the app leaves a page whose guard would not let the user in any more: for the login page, and from there for the return
 * URL; for the guard's `else` if the user is logged in but has lost a role.
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
  return provideEnvironmentInitializer(() => {
    const bound = inject(BOUND);
    const router = inject(Router);
    bound.loginRoute = url;
    /** Leaves the page if a guard of a shown route says no. Whether it does. */
    const leave = ({ routeConfig, children }: ActivatedRouteSnapshot): boolean => {
      for (const part of Object.values(routeConfig ?? {}).flat()) {
        const target = verdicts.get(part)?.();
        if (!target) continue;
        // "Back" must not lead to the page that is left.
        void router.navigateByUrl(target, { replaceUrl: true });
        return true;
      }
      return children.some(leave);
    };
    const check = (): boolean => leave(router.routerState.snapshot.root);
    bound.auth.snapshot$
      .pipe(distinctUntilChanged((a, b) => a.status === b.status && a.user === b.user))
      .subscribe(check);
    // A session may also end while a page is still loading that the guard has let in.
    const checks = router.events.subscribe((event) => {
      if (event instanceof NavigationEnd) check();
    });
    inject(DestroyRef).onDestroy(() => checks.unsubscribe());
  });
}
