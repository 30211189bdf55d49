/** `withLoginRoute()`: where the login page is, and leaving for it when a session ends. */
import { DestroyRef, inject, provideEnvironmentInitializer } from "@angular/core";
import { type ActivatedRouteSnapshot, NavigationEnd, Router } from "@angular/router";
import { BOUND } from "./bound.ts";
import { verdicts } from "./guards.ts";
import type { SessionFeature } from "./provide-session.ts";

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
  return provideEnvironmentInitializer(() => {
    const bound = inject(BOUND);
    const router = inject(Router);
    bound.loginRoute = url;
    const leave = ({ routeConfig, children }: ActivatedRouteSnapshot): unknown =>
      Object.values(routeConfig ?? {})
        .flat()
        .some((part) => {
          const target = verdicts.get(part)?.();
          // Back must not lead to the page that is left.
          return target && router.navigateByUrl(target, { replaceUrl: true });
        }) || children.some(leave);
    const look = (): unknown => leave(router.routerState.snapshot.root);
    bound.auth.isAuthenticated$.subscribe(look);
    // A session may also end while a page that was let in is still being loaded.
    const looking = router.events.subscribe((event) => event instanceof NavigationEnd && look());
    inject(DestroyRef).onDestroy(() => looking.unsubscribe());
  });
}
