/** Route guards: pages for those who are logged in, and pages for those who are not. */
import { inject } from "@angular/core";
import { type CanActivateFn, type CanMatchFn, Router, type UrlTree } from "@angular/router";
import { safeReturnUrl } from "@sojourn/core";
import { BOUND } from "./bound.ts";

/** By guard: where to go now instead of the page that is shown; `undefined`: nowhere. */
export const verdicts: WeakMap<object, () => UrlTree | undefined> = new WeakMap();

/**
 * A guard, for `canActivate` or `canMatch`: lets in who is logged in, and sends others to the login page of
 * {@link withLoginRoute} (default: `/login`) with the address they asked for as its query parameter `returnUrl`. Waits until it is known. On a server, where nobody is, it lets nobody in.
 *
 * Throws Angular's NG0201 where no session is provided.
 *
 * @example
 * ```ts
 * import type { Routes } from "@angular/router";
 * import { requireAnonymous, requireAuth } from "@sojourn/angular";
 *
 * class Login {}
 * class Posts {}
 *
 * export const routes: Routes = [
 *   { path: "login", component: Login, canActivate: [requireAnonymous()] },
 *   { path: "posts", component: Posts, canActivate: [requireAuth()] },
 * ];
 * ```
 */
export function requireAuth(): CanActivateFn & CanMatchFn {
  return guard(true, (router, url, loginRoute) => {
    const login = router.parseUrl(loginRoute);
    if (url !== "/") login.queryParams.returnUrl = safeReturnUrl(url);
    return login;
  });
}

/**
 * A guard, for `canActivate` or `canMatch`: lets in who is not logged in, to a login page say, and sends others where its query
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
 * class Login {}
 *
 * export const route: Route = {
 *   path: "login",
 *   component: Login,
 *   canMatch: [requireAnonymous("/posts")],
 * };
 * ```
 */
export function requireAnonymous(home?: string): CanActivateFn & CanMatchFn {
  return guard(false, (router, url) =>
    router.parseUrl(safeReturnUrl(router.parseUrl(url).queryParams.returnUrl, home)),
  );
}

/** A guard for the pages of those who are logged in, or of those who are not; others go `elsewhere`. */
function guard(
  forUsers: boolean,
  elsewhere: (router: Router, url: string, loginRoute: string) => UrlTree,
): CanActivateFn & CanMatchFn {
  const canEnter = async (): Promise<boolean | UrlTree> => {
    const { auth, loginRoute, ready } = inject(BOUND);
    if (!ready) return !forUsers;
    const router = inject(Router);
    const target = router.getCurrentNavigation()?.extractedUrl;
    const judge = (url = router.url): UrlTree | undefined =>
      auth.isAuthenticated() === forUsers ? undefined : elsewhere(router, url, loginRoute);
    verdicts.set(canEnter, judge);
    await ready();
    return judge(target && router.serializeUrl(target)) ?? true;
  };
  return canEnter;
}
