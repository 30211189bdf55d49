/** Route guards: pages for those who are signed in, and pages for those who are not. */
import { InjectionToken, inject } from "@angular/core";
import { type CanActivateFn, type CanMatchFn, Router, type UrlTree } from "@angular/router";
import { safeReturnUrl } from "@sojourn/core";
import { BOUND } from "./bound.ts";

/** Where the login page is. */
export const LOGIN_ROUTE: InjectionToken<string> = /* @__PURE__ */ new InjectionToken(
  "LOGIN_ROUTE",
  { factory: () => "/login" },
);

/** By guard: where to go now instead of the page at `url`; `undefined`: nowhere. */
export const verdicts: WeakMap<object, (url: string) => UrlTree | undefined> = new WeakMap();

/**
 * A guard, for `canActivate` or `canMatch`: lets in who is signed in, and sends others to the login page of
 * {@link withLoginRoute} (default: `/login`) with the address they asked for as its query parameter `returnUrl`. Waits until it is known. On a server, where nobody is, it lets nobody in.
 *
 * Throws Angular's NG0201 where no session is provided.
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
  return guard(true, (router, url, route) => {
    const login = router.parseUrl(route);
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
 * Throws Angular's NG0201 where no session is provided.
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
  return guard(false, (router, url) =>
    router.parseUrl(safeReturnUrl(router.parseUrl(url).queryParams.returnUrl, home)),
  );
}

/** A guard for the pages of those who are signed in, or of those who are not; others go `elsewhere`. */
function guard(
  forUsers: boolean,
  elsewhere: (router: Router, url: string, login: string) => UrlTree,
): CanActivateFn & CanMatchFn {
  const canEnter = async (): Promise<boolean | UrlTree> => {
    const { session, auth, isBrowser } = inject(BOUND);
    if (!isBrowser) return !forUsers;
    const login = inject(LOGIN_ROUTE);
    const router = inject(Router);
    const target = router.getCurrentNavigation()?.extractedUrl;
    const judge = (url: string): UrlTree | undefined =>
      auth.isAuthenticated() === forUsers ? undefined : elsewhere(router, url, login);
    verdicts.set(canEnter, judge);
    await session.ready();
    return judge(target ? router.serializeUrl(target) : router.url) ?? true;
  };
  return canEnter;
}
