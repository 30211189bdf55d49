/** Route guards: pages for those who are signed in, and pages for those who are not. */
import { EnvironmentInjector, InjectionToken, inject, runInInjectionContext } from "@angular/core";
import { type CanActivateFn, type CanMatchFn, Router, type UrlTree } from "@angular/router";
import { SessionError, safeReturnUrl } from "@sojourn/core";
import { inBrowser, SESSION } from "./tokens.ts";

/** Where the login page is. */
export const LOGIN_ROUTE: InjectionToken<string> = /* @__PURE__ */ new InjectionToken(
  "LOGIN_ROUTE",
  {
    factory: (): never => {
      throw new SessionError(
        "misconfigured",
        'Guards must know the login page. Write provideSession(session, withLoginRoute("/login")).',
      );
    },
  },
);

/** Whether the page at `url` may be shown, and where to go otherwise. */
type Verdict = (isAuthenticated: boolean, url: string) => true | UrlTree;

/** By guard: its verdict on a page that is open, by what is so now where it was asked last. */
export const verdicts: WeakMap<object, (url: string) => true | UrlTree> = new WeakMap();

/**
 * A guard, for `canActivate` or `canMatch`: lets in who is signed in, and sends others to the login route with the address
 * they asked for as its query parameter `returnUrl`. Waits until it is known. On a server, where nobody is, it lets nobody in.
 *
 * Throws a `SessionError` `misconfigured` where no session or no {@link withLoginRoute} is provided.
 *
 * @example
 * ```ts
 * import type { Routes } from "@angular/router";
 * import { requireAnonymous, requireAuth } from "@sojourn/angular";
 *
 * export const routes: Routes = [
 *   { path: "login", canActivate: [requireAnonymous()], loadComponent: () => import("./login.ts") },
 *   { path: "posts", canActivate: [requireAuth()], loadComponent: () => import("./posts.ts") },
 * ];
 * ```
 */
export function requireAuth(): CanActivateFn & CanMatchFn {
  return guard(false, (isAuthenticated, url) => {
    if (isAuthenticated) return true;
    const login = inject(Router).parseUrl(inject(LOGIN_ROUTE));
    if (url !== "/") login.queryParams = { ...login.queryParams, returnUrl: safeReturnUrl(url) };
    return login;
  });
}

/**
 * A guard, for `canActivate` or `canMatch`: lets in who is not signed in, to a login page say, and sends others where its query
 * parameter `returnUrl` says, if that is inside the app. Waits until it is known. A server lets everybody in.
 *
 * @param home Where to go without a return URL. Default: `"/"`.
 *
 * Throws a `SessionError` `misconfigured` where no session is provided.
 *
 * @example
 * ```ts
 * import type { Route } from "@angular/router";
 * import { requireAnonymous } from "@sojourn/angular";
 *
 * export const login: Route = {
 *   path: "login",
 *   canMatch: [requireAnonymous("/posts")],
 *   loadComponent: () => import("./login.ts"),
 * };
 * ```
 */
export function requireAnonymous(home: string = "/"): CanActivateFn & CanMatchFn {
  return guard(true, (isAuthenticated, url) => {
    const router = inject(Router);
    const { returnUrl } = router.parseUrl(url).queryParams;
    return !isAuthenticated || router.parseUrl(safeReturnUrl(returnUrl, home));
  });
}

function guard(onServer: boolean, verdict: Verdict): CanActivateFn & CanMatchFn {
  const canEnter = async (): Promise<boolean | UrlTree> => {
    if (!inBrowser()) return onServer;
    const injector = inject(EnvironmentInjector);
    const session = inject(SESSION);
    const router = inject(Router);
    const target = router.getCurrentNavigation()?.extractedUrl;
    const judge = (url: string): true | UrlTree =>
      runInInjectionContext(injector, () =>
        verdict(session.getSnapshot().status === "authenticated", url),
      );
    verdicts.set(canEnter, judge);
    await session.ready();
    return judge(target ? router.serializeUrl(target) : router.url);
  };
  return canEnter;
}
