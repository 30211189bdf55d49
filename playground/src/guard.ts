/** The plain page's guard: everything but the login is for people who are logged in. */
import { type Status, safeReturnUrl } from "@sojourn/core";

/** Where the visitor must go instead of this address; `null`: they may stay. */
export function detour(
  status: Status,
  { pathname, search }: Pick<Location, "pathname" | "search">,
): string | null {
  const isLogin = pathname === "/login";
  if (status === "unauthenticated" && !isLogin)
    return `/login?${new URLSearchParams({ returnUrl: `${pathname}${search}` })}`;
  if (status === "authenticated" && (isLogin || pathname === "/"))
    return safeReturnUrl(new URLSearchParams(search).get("returnUrl"), "/posts");
  return null;
}
