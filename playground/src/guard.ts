/** The plain page's guard: everything but the login is for people who are logged in, and one place for the staff. */
import { checkUser, type Snapshot, safeReturnUrl } from "@sojourn/core";
import type { Person } from "./backends.ts";
import { isStaff } from "./staff-room.ts";

/** Where the visitor must go instead of this address; `null`: they may stay. */
export function detour(
  { status, user }: Snapshot<Person>,
  { pathname, search }: Pick<Location, "pathname" | "search">,
): string | null {
  const isLogin = pathname === "/login";
  if (status === "unauthenticated" && !isLogin)
    return `/login?${new URLSearchParams({ returnUrl: `${pathname}${search}` })}`;
  if (status === "authenticated" && (isLogin || pathname === "/"))
    return safeReturnUrl(new URLSearchParams(search).get("returnUrl"), "/posts");
  if (status === "authenticated" && pathname === "/staff" && !mayEnter(user)) return "/forbidden";
  return null;
}

/** Whether this user may enter the staff room. */
function mayEnter(user: Person): boolean {
  const { passes, report } = checkUser(user, isStaff);
  report();
  return passes;
}
