/** When a session ends, as far as anybody knows: for the screen, which can tell people in time. */
import { instantClaim } from "../model/claims.ts";
import type { Rules, State, TokenSet } from "../model/state.ts";
import { maxAgeEnd } from "./idle.ts";
import { expiryOf, tokensEndAt } from "./schedule.ts";

/** When the session ends if nothing renews it and somebody stays active. `null`: nobody knows. */
export function endsAt<User>(state: State<User>, rules: Rules<User>): number | null {
  const { tokenSet } = state.record;
  if (!tokenSet) return null;
  const warnedEnd = state.idleEndsAt ?? Infinity;
  const at = Math.min(lastTokenEnd(state, rules, tokenSet), maxAgeEnd(state, rules), warnedEnd);
  return at === Infinity ? null : at;
}

/** When the last token is over that the session can have. `Infinity`: unknown. */
function lastTokenEnd<User>(
  state: State<User>,
  rules: Rules<User>,
  tokenSet: TokenSet<User>,
): number {
  const isSliding = rules.backend.lifecycle === "sliding" && rules.backend.refresh !== undefined;
  if (!isSliding || state.refusal) return tokensEndAt(state, rules);
  // Sliding tokens are renewed up to a limit, and the last one lives until its own end. simplejwt tells the limit, drf-jwt does not.
  const limit = instantClaim(tokenSet.claims, "refresh_exp");
  if (limit === null) return Infinity;
  return Math.max(limit - tokenSet.skew, expiryOf(tokenSet));
}
