/** Tells the server that tokens are done with, where the backend has such a request. */
import { SessionError } from "../model/errors.ts";
import type { Tokens } from "../model/grant.ts";
import type { Operation } from "../model/operation.ts";
import { ask } from "./ask.ts";
import type { EffectsContext } from "./effects.ts";

/**
 * What may be revoked. `"leftover"`: only these tokens, which arrived for a session that is over. `"session"`: what a logout revokes.
 * `"everywhere"`: all tokens of the user, on all devices.
 */
export type Reach = "leftover" | "session" | "everywhere";

/** Revokes tokens. Resolves to the error, if the server could not be told. */
export async function revoke<User>(
  context: EffectsContext<User>,
  tokens: Tokens,
  reach: Reach,
): Promise<SessionError | undefined> {
  const { logout, logoutEverywhere, logoutReach, name } = context.rules.backend;
  const isForAll = logoutReach === "user";
  if (reach === "leftover" && isForAll) return undefined;
  if (reach !== "everywhere" || isForAll) return send(context, logout, tokens);
  if (logoutEverywhere) return send(context, logoutEverywhere, tokens);
  const error = await send(context, logout, tokens);
  return (
    error ?? new SessionError("not-supported", `${name} cannot log out other devices. ${HERE}`)
  );
}

const HERE = "Only this session was ended.";

async function send<User>(
  context: EffectsContext<User>,
  operation: Operation<Tokens, unknown> | undefined,
  tokens: Tokens,
): Promise<SessionError | undefined> {
  if (!operation) return undefined;
  const isNothingToSend =
    context.rules.backend.lifecycle === "pair" && !tokens.refresh && !operation.signed;
  if (isNothingToSend) return undefined;
  const { error } = await ask(context, operation, tokens, tokens.access, true);
  // A server that refuses the token has no session to end.
  return error?.code === "rejected" ? undefined : error;
}
