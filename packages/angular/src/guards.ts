/** Route guards: for pages that require a login or a certain user, and for pages that require nobody logged in. */
import { inject } from "@angular/core";
import {
  type CanActivateFn,
  type CanMatchFn,
  type GuardResult,
  RedirectCommand,
  Router,
  type UrlTree,
} from "@angular/router";
import { checkUser, SessionError, safeReturnUrl } from "@sojourn/core";
import type { UserOf } from "./auth.ts";
import { BOUND, type Bound } from "./bound.ts";
import type { AnySession, RegisteredSession } from "./register.ts";

/** By guard: the URL to leave for if the guard would not let the user in now; `undefined` to stay. */
export const verdicts: WeakMap<object, () => UrlTree | undefined> = new WeakMap();

/** The URL that a guard redirects to instead of this one; `undefined`: it lets the user in. */
type Judge = (router: Router, url: string, bound: Bound) => UrlTree | undefined;

/** Which users {@link requireAuth} lets in. */
export interface RequireAuthOptions<Some extends AnySession = RegisteredSession> {
  /**
   * Whether this user is let in: a role, for example. Only `true` lets the user in. A condition that throws says no, and its error
   * is reported to the browser's error handlers.
   */
  readonly if: (user: UserOf<Some>) => boolean;
  /**
   * The URL inside the app where other logged-in users go instead. There is no default: the login page would be wrong for somebody
   * who is logged in, and somebody who loses a role has to be taken somewhere.
   */
  readonly else: string;
}

/**
 * A guard for `canActivate` or `canMatch`: lets users in who are logged in, and redirects others to the login page of
 * {@link withLoginRoute} (default: `/login`), with the requested URL as its query parameter `returnUrl`. Waits for the first
 * answer. On a server it lets nobody in: the page is rendered without it, and the browser decides.
 *
 * @param options Lets only some users in, and redirects other logged-in users. Default: lets every logged-in user in.
 *
 * Throws Angular's error NG0201 if no session is provided, and a `SessionError` with code `misconfigured` if `else` leads to a page
 * of the same guard.
 *
 * @example
 * ```ts
 * import type { Routes } from "@angular/router";
 * import { requireAnonymous, requireAuth } from "@sojourn/angular";
 *
 * class Login {}
 * class Posts {}
 * class Forbidden {}
 * class Admin {}
 *
 * const admins = new Set(["1", "7"]);
 *
 * export const routes: Routes = [
 *   { path: "login", component: Login, canActivate: [requireAnonymous()] },
 *   { path: "posts", component: Posts, canActivate: [requireAuth()] },
 *   { path: "forbidden", component: Forbidden },
 *   {
 *     path: "admin",
 *     component: Admin,
 *     canActivate: [requireAuth({ if: (user) => admins.has(user.id), else: "/forbidden" })],
 *   },
 * ];
 * ```
 */
export function requireAuth<Some extends AnySession = RegisteredSession>(
  options?: RequireAuthOptions<Some>,
): CanActivateFn & CanMatchFn {
  return guard(false, (router, url, { auth, loginRoute }) => {
    if (!auth.isAuthenticated()) return loginPage(router, url, loginRoute);
    if (!options) return undefined;
    const { passes, report } = checkUser(auth.user() as UserOf<Some>, options.if);
    report();
    if (passes) return undefined;
    return otherPage(router, url, options.else);
  });
}

/** The login page, with the return URL. */
function loginPage(router: Router, url: string, loginRoute: string): UrlTree {
  const login = router.parseUrl(loginRoute);
  if (url !== "/") login.queryParams.returnUrl = safeReturnUrl(url);
  return login;
}

/** The page for users who are not let in. If it were guarded like this one, the redirect would never end. */
function otherPage(router: Router, url: string, otherwise: string): UrlTree {
  const page = router.parseUrl(otherwise);
  if (router.serializeUrl(page) === url)
    throw new SessionError(
      "misconfigured",
      `The guard that redirects to "${otherwise}" guards that page too. Move it out of the guarded routes.`,
    );
  return page;
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
  return guard(true, (router, url, { auth }) => {
    if (!auth.isAuthenticated()) return undefined;
    return router.parseUrl(safeReturnUrl(router.parseUrl(url).queryParams.returnUrl, home));
  });
}

/** Makes a guard. `onServer`: whether it lets everybody in where nobody is known. */
function guard(onServer: boolean, judge: Judge): CanActivateFn & CanMatchFn {
  const canEnter = async (): Promise<GuardResult> => {
    const bound = inject(BOUND);
    const { ready } = bound;
    const router = inject(Router);
    if (!ready) return onServer || leaveToBrowser(router);
    const target = router.getCurrentNavigation()?.extractedUrl;
    verdicts.set(canEnter, () => judge(router, router.url, bound));
    await ready();
    return judge(router, target ? router.serializeUrl(target) : router.url, bound) ?? true;
  };
  return canEnter;
}

const NOTHING = "sojourn-waits-for-the-browser";

/**
 * On a server: shows nothing in the outlet, and leaves the address as it is. A guard that only said no would leave the navigation
 * unfinished. `@angular/ssr` answers that with 404, and does not build a prerendered page of it.
 */
function leaveToBrowser(router: Router): GuardResult {
  // Angular's own name for builds for a server. Those for browsers leave the rest out.
  if (typeof ngServerMode === "undefined" || !ngServerMode) return false;
  // The router belongs to this request only.
  router.resetConfig([{ path: NOTHING, children: [] }, ...router.config]);
  return new RedirectCommand(router.parseUrl(NOTHING), { skipLocationChange: true });
}
