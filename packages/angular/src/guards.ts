/** Route guards for pages that require a login, and for pages that require none. */
import { inject } from "@angular/core";
import { type CanActivateFn, type CanMatchFn, Router, type UrlTree } from "@angular/router";
import { safeReturnUrl } from "@sojourn/core";
import { BOUND } from "./bound.ts";

/** By guard: the URL to leave for if the guard would not let the user in now; `undefined` to stay. */
export const verdicts: WeakMap<object, () => UrlTree | undefined> = new WeakMap();

/**
 * A guard for `canActivate` or `canMatch`: lets users in who are logged in, and redirects others to the login page of
 * {@link withLoginRoute} (default: `/login`), with the requested URL as its query parameter `returnUrl`. Waits for the first
 * answer. On a server it lets nobody in.
 *
 * Throws Angular's error NG0201 if no session is provided.
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
 * A guard for `canActivate` or `canMatch`, for example of a login page: lets users in who are not logged in, and redirects
 * others to the URL in the query parameter `returnUrl`, if that is inside the app. Waits for the first answer. On a server it
 * lets everybody in.
 *
 * @param home The redirect without a return URL. Default: `"/"`.
 *
 * Throws Angular's error NG0201 if no session is provided.
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

/** Makes a guard for users who are logged in, or for those who are not. Others are redirected to `elsewhere`. */
function guard(
  forUsers: boolean,
  elsewhere: (router: Router, url: string, loginRoute: string) => UrlTree,
): CanActivateFn & CanMatchFn {
  const canEnter = async (): Promise<boolean | UrlTree> => {
    const { auth, loginRoute, ready } = inject(BOUND);
    if (!ready) return !forUsers;
    const router = inject(Router);
    const target = router.getCurrentNavigation()?.extractedUrl;
    const judge = (url = router.url): UrlTree | undefined => {
      if (auth.isAuthenticated() === forUsers) return undefined;
      return elsewhere(router, url, loginRoute);
    };
    verdicts.set(canEnter, judge);
    await ready();
    return judge(target && router.serializeUrl(target)) ?? true;
  };
  return canEnter;
}
