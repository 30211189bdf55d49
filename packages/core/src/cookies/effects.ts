/**
 * The effects of cookie mode. All tabs share one jar of cookies, and the last answer fills it. So every request that may change the jar
 * is sent under the lock that all tabs share: a login, a renewal, a logout.
 */

import type { CookieSettings } from "../model/cookies.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import { isPending } from "../model/grant.ts";
import { merge } from "../model/record.ts";
import type { SessionRecord } from "../model/state.ts";
import { ask } from "../runtime/ask.ts";
import type { Effects, EffectsContext } from "../runtime/effects.ts";
import type { Way } from "../runtime/log-in.ts";
import type { Reach } from "../runtime/revoke.ts";
import type { Csrf } from "./csrf.ts";
import { isOwed, noTokens, paid } from "./debts.ts";
import { isLaterKey, type Purse } from "./purse.ts";

/** How one session keeps its tokens. */
interface Keeping {
  readonly purse: Purse;
  readonly csrf: Csrf;
  readonly settings: CookieSettings;
}

/** Puts the effects of cookie mode around the usual ones. */
export function cookieEffects<User>(
  own: Effects<User>,
  context: EffectsContext<User>,
  { purse, csrf, settings }: Keeping,
): Effects<User> {
  /** What this tab knows together with what is stored. Call it under the lock. */
  async function currentRecord(): Promise<SessionRecord<User>> {
    const stored = await context.store.read();
    const { record } = context.getState();
    return stored ? merge(record, stored) : record;
  }

  /** Tells the server of an end that is owed. Call it under the lock. */
  async function pay(record: SessionRecord<User>, reach: Reach): Promise<SessionError | undefined> {
    const error = await own.revoke(noTokens, reach);
    csrf.forget();
    if (error && error.code !== "not-supported") return error;
    const { store, apply } = context;
    store.save(paid(record));
    apply({ type: "stored", stored: paid(record) });
    await store.saved();
    return error;
  }

  /** The same way, in turn with everything else that changes the jar. What is owed is paid first. */
  function inTurn(way: Way<User>): Way<User> {
    return {
      isExclusive: true,
      async getTokens(given, epoch) {
        const record = await currentRecord();
        if (isOwed(record)) await pay(record, "session");
        const outcome = await way.getTokens(given, epoch);
        csrf.forget();
        if (outcome.error) return { error: withCookieHint(outcome.error) };
        if (!isPending(outcome.value)) leaveOldSession();
        return outcome;
      },
    };
  }

  /** With all tokens in cookies, the answer to a login has already taken them from the session before, in all tabs. */
  function leaveOldSession(): void {
    const { record } = context.getState();
    if (settings.to === "auth" || !record.tokenSet) return;
    context.apply({ type: "end", reason: "replaced" });
    context.notify();
  }

  /** Notes which session the newest token is for, before another tab renews it. */
  function sort(): void {
    purse.serves(context.getState().record, context.rules);
  }

  return {
    async logIn(id, way) {
      await own.logIn(id, inTurn(way));
      sort();
    },
    async requestTokens(request) {
      if (request.kind === "restore") await own.logIn(request.id, inTurn(byCookies(purse)));
      else await own.requestTokens(request);
      sort();
    },
    async revoke(tokens, reach) {
      const { store, ports, name, timeout, notify } = context;
      await store.saved();
      const revokeInTurn = async (): Promise<SessionError | undefined> => {
        const record = await currentRecord();
        const { tokenSet } = record;
        if (isOwed(record)) return pay(record, reach);
        // Another tab has paid already. A leftover is no debt, but its cookies are there.
        if (!tokenSet) return reach === "leftover" ? own.revoke(tokens, reach) : undefined;
        // These cookies belong to a session that goes on, unless the leftover came last: then they are nobody's.
        if (!isLaterKey(tokens.access, tokenSet.access)) return undefined;
        context.apply({ type: "end", reason: "replaced" });
        return own.revoke(tokens, reach);
      };
      try {
        return await ports.locks.hold(name, timeout, revokeInTurn);
      } catch (cause) {
        return new SessionError("timeout", "Another tab held the lock for too long.", { cause });
      } finally {
        notify();
      }
    },
  };
}

/** A way to log in with the cookies that are there: they are renewed, or "me" is asked whose they are. */
export function byCookies<User>(purse: Purse): Way<User> {
  return {
    isExclusive: true,
    async getTokens(context, epoch) {
      const stored = await context.store.read();
      // Another tab was faster.
      if (stored && stored.epoch > epoch) return { error: sessionChanged() };
      const { refresh, me } = context.rules.backend;
      if (refresh) return ask(context, refresh, noTokens);
      if (!me) return { error: new SessionError("not-supported", NOBODY_TO_ASK) };
      const asked = await ask(context, me, noTokens);
      if (asked.error) return asked;
      return { ...asked, value: purse.keep<User>({ access: "", user: asked.value }) };
    },
  };
}

const NOBODY_TO_ASK =
  'Nothing tells whose the cookies are. Describe "refresh" or "me" in the backend.';

/** A login that CORS forbids may lack the permission for cookies as well. */
function withCookieHint(error: SessionError): SessionError {
  if (error.code !== "misconfigured" || error.status !== null) return error;
  const message = `${error.message} Cookies need CORS_ALLOW_CREDENTIALS = True as well, and an exact origin.`;
  return new SessionError("misconfigured", message, { cause: error });
}
