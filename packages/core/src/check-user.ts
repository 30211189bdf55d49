/** `checkUser()`: asks the condition of a guard about a user. The guards of all bindings use it. */
import { reportError } from "./browser/report.ts";

/** The result of {@link checkUser}. */
export interface UserCheck {
  /** Whether the user passes. */
  readonly passes: boolean;
  /** Reports what the condition threw to the browser's error handlers. Does nothing if it threw nothing. */
  report(): void;
}

const reportNothing = (): void => {};

/**
 * Asks a condition about a user. The user passes only if it returns `true`. A condition that throws says no; its error is in
 * `report`, because a guard may ask in a place where it must not report yet.
 *
 * @param user The logged-in user.
 * @param condition Default: every user passes.
 *
 * @example
 * ```ts
 * import { checkUser } from "@sojourn/core";
 *
 * const user = { name: "Alice", isStaff: true };
 * const { passes, report } = checkUser(user, ({ isStaff }) => isStaff);
 * report();
 * if (!passes) location.replace("/forbidden");
 * ```
 */
export function checkUser<User>(user: User, condition?: (user: User) => boolean): UserCheck {
  if (!condition) return { passes: true, report: reportNothing };
  try {
    // A promise, or a number from code without types, lets nobody in.
    return { passes: condition(user) === true, report: reportNothing };
  } catch (error) {
    return { passes: false, report: () => reportError(error) };
  }
}
