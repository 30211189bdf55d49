/** Tells the server that tokens are done with, where the backend has such a request. */
import type { Tokens } from "../model/backend.ts";
import type { SessionError } from "../model/errors.ts";
import { ask } from "./ask.ts";
import type { EffectsContext } from "./effects.ts";

/**
 * Revokes tokens. Resolves to the error, if the server could not be told. `leftover`: they arrived for a session that is over, so nothing
 * but these tokens may be revoked.
 */
export async function revoke<User>(
  context: EffectsContext<User>,
  tokens: Tokens,
  leftover: boolean,
): Promise<SessionError | undefined> {
  const { logout, logoutReach, lifecycle } = context.rules.backend;
  if (!logout || (leftover && logoutReach === "user")) return undefined;
  const isNothingToSend = lifecycle === "pair" && !tokens.refresh && !logout.signed;
  if (isNothingToSend) return undefined;
  const { error } = await ask(context, logout, tokens, tokens.access, true);
  // A server that refuses the token has no session to end.
  return error?.code === "rejected" ? undefined : error;
}
