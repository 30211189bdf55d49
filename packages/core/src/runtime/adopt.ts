/** Adopts tokens that the app got elsewhere: makes sure that they live, and renews them if their access token is over. */
import { instantClaim, readClaims } from "../model/claims.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import type { Grant, Tokens } from "../model/grant.ts";
import type { Outcome, Timing } from "../model/state.ts";
import { ask } from "./ask.ts";
import type { EffectsContext } from "./effects.ts";
import type { Way } from "./log-in.ts";

/**
 * A way to log in with tokens that exist already. Tokens that say themselves that they live are believed. Others are shown to the server,
 * and renewed if it refuses them. It is exclusive, because two tabs that adopt the same tokens must not both spend the refresh token.
 */
export function byGrant<User>(grant: Grant<User>): Way<User> {
  return {
    isExclusive: true,
    async getTokens(context, epoch) {
      const stored = await context.store.read();
      // Another tab was faster: it has logged in, perhaps with these very tokens.
      if (stored && stored.epoch > epoch) return { error: sessionChanged() };
      if (isOver(context, grant)) return renewGiven(context, grant);
      const confirmed = await confirm(context, grant);
      if (confirmed.error?.code === "rejected") return renewGiven(context, grant);
      return confirmed;
    },
  };
}

/** When the access token expires by its own account, on the server's clock. `null`: it does not say. */
function expiryIn({ access, expiresAt }: Grant<unknown>): number | null {
  return instantClaim(readClaims(access), "exp") ?? expiresAt ?? null;
}

function isOver<User>({ ports }: EffectsContext<User>, grant: Grant<User>): boolean {
  const expiresAt = expiryIn(grant);
  return expiresAt !== null && expiresAt <= ports.clock.now();
}

/** Asks the server about the tokens where only it knows whether they live, or who their user is. */
async function confirm<User>(
  context: EffectsContext<User>,
  grant: Grant<User>,
): Promise<Outcome<Grant<User>>> {
  const { me, verify } = context.rules.backend;
  const tokens = tokensOf(grant);
  const given = { value: grant, timing: givenNow(context) };
  if (me && grant.user === undefined) {
    const asked = await ask(context, me, tokens, tokens.access);
    return asked.error ? asked : { ...given, value: { ...grant, user: asked.value } };
  }
  if (!verify || expiryIn(grant) !== null) return given;
  const { error } = await ask(context, verify, tokens, tokens.access);
  return error ? { error } : given;
}

/** Renews the tokens. What the app knows besides them, the user for example, stays. */
async function renewGiven<User>(
  context: EffectsContext<User>,
  grant: Grant<User>,
): Promise<Outcome<Grant<User>>> {
  const { refresh, lifecycle } = context.rules.backend;
  const canRenew = lifecycle === "sliding" ? !isOver(context, grant) : Boolean(grant.refresh);
  if (!refresh || !canRenew) return { error: dead() };
  const tokens = tokensOf(grant);
  const outcome = await ask(context, refresh, tokens, tokens.access);
  if (outcome.error?.code === "rejected") return { error: dead(outcome.error) };
  if (outcome.error) return outcome;
  const { expiresAt: _expiresAt, expiresIn: _expiresIn, ...known } = grant;
  return { ...outcome, value: { ...known, ...definedIn(outcome.value) } };
}

/** The members that have a value: an answer without a refresh token leaves the old one. */
function definedIn<Value extends object>(value: Value): Value {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members) as Value;
}

function tokensOf({ access, refresh }: Grant<unknown>): Tokens {
  return { access, refresh: refresh ?? null };
}

function givenNow<User>({ ports }: EffectsContext<User>): Timing {
  const now = ports.clock.now();
  return { sentAt: now, receivedAt: now, date: null, isGiven: true };
}

function dead(cause?: SessionError): SessionError {
  const message = "The server does not take these tokens any more. Log in again.";
  return new SessionError("rejected", message, { status: cause?.status, cause });
}
