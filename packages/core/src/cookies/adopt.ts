/** `session.adopt` in cookie mode: an access token that the app has got, or the cookies that are there. */

import type { CookieSettings } from "../model/cookies.ts";
import { checkGiven } from "../model/description.ts";
import { SessionError } from "../model/errors.ts";
import type { Grant } from "../model/grant.ts";
import { byGrant } from "../runtime/adopt.ts";
import type { LoginOptions } from "../runtime/logins.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { byCookies } from "./effects.ts";
import type { Purse } from "./purse.ts";

/** Makes `session.adopt`. An empty access token means: whoever the cookies know, after a social login on the server for example. */
export function adoptWithCookies<User>(
  runtime: Runtime<User>,
  purse: Purse,
  { to }: CookieSettings,
): (grant: Grant<User>, options?: LoginOptions) => Promise<User> {
  return async (grant, options) => {
    if (grant?.access === "") return runtime.enter(byCookies<User>(purse), options);
    checkGiven(grant);
    if (to === "all") throw new SessionError("not-supported", ONLY_COOKIES);
    return runtime.enter(byGrant(purse.keep(grant)), options);
  };
}

const ONLY_COOKIES =
  'Cookies carry the tokens, so none can be adopted. Write adopt({ access: "" }) to adopt the cookies.';
