/**
 * The effects of cookie mode. All tabs share one jar of cookies, and the last answer fills it. So every request that may change the jar
 * is sent under the lock that all tabs share: a login, a renewal, a logout.
 */

import type { CookieSettings } from "../model/cookies.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import { type Grant, isPending, type Tokens } from "../model/grant.ts";
import type { Outcome, SessionRecord, TokenRequest } from "../model/state.ts";
import { type Asking, ask } from "../runtime/ask.ts";
import { type Effects, type EffectsContext, newestRecord } from "../runtime/effects.ts";
import type { Way } from "../runtime/log-in.ts";
import type { Reach } from "../runtime/revoke.ts";
import type { Csrf } from "./csrf.ts";
import { isOwed, noTokens, paid } from "./debts.ts";
import type { Purse } from "./purse.ts";

/** How one session keeps its tokens. */
interface Keeping {
  readonly purse: Purse;
  readonly csrf: Csrf;
  readonly settings: CookieSettings;
}

/** The effects of cookie mode, around the usual ones. */
export class CookieEffects<User> implements Effects<User> {
  private readonly own: Effects<User>;
  private readonly context: EffectsContext<User>;
  private readonly keeping: Keeping;

  constructor(own: Effects<User>, context: EffectsContext<User>, keeping: Keeping) {
    this.own = own;
    this.context = context;
    this.keeping = keeping;
  }

  async logIn(id: number, way: Way<User>): Promise<void> {
    await this.own.logIn(id, this.inTurn(way));
    this.sort();
  }

  async requestTokens(request: TokenRequest): Promise<void> {
    const { own, keeping } = this;
    if (request.kind === "restore")
      await own.logIn(request.id, this.inTurn(byCookies(keeping.purse)));
    else await own.requestTokens(request);
    this.sort();
  }

  async revoke(tokens: Tokens, reach: Reach): Promise<SessionError | undefined> {
    const { store, ports, name, timeout, notify } = this.context;
    await store.saved();
    try {
      return await ports.locks.hold(name, timeout, () => this.revokeInTurn(tokens, reach));
    } catch (cause) {
      return new SessionError("timeout", "Another tab held the lock for too long.", { cause });
    } finally {
      notify();
    }
  }

  private async revokeInTurn(tokens: Tokens, reach: Reach): Promise<SessionError | undefined> {
    const record = await newestRecord(this.context);
    const { tokenSet } = record;
    if (isOwed(record)) return this.pay(record, reach);
    // Another tab has paid already. A leftover is no debt, but its cookies are there.
    if (tokenSet === null && reach === "leftover") return this.own.revoke(tokens, reach);
    // The cookies belong to a session that goes on.
    return undefined;
  }

  /** Tells the server of an end that is owed. Call it under the lock. */
  private async pay(record: SessionRecord<User>, reach: Reach): Promise<SessionError | undefined> {
    const { store, apply } = this.context;
    const error = await this.own.revoke(noTokens, reach);
    this.keeping.csrf.forget();
    if (error && error.code !== "not-supported") return error;
    store.save(paid(record));
    apply({ type: "stored", stored: paid(record) });
    await store.saved();
    return error;
  }

  /** The same way, in turn with everything else that changes the jar. What is owed is paid first. */
  private inTurn(way: Way<User>): Way<User> {
    return {
      ...way,
      isExclusive: true,
      getTokens: async (given, epoch) => {
        const record = await newestRecord(this.context);
        if (isOwed(record)) await this.pay(record, "session");
        const outcome = await way.getTokens(given, epoch);
        this.keeping.csrf.forget();
        if (outcome.error) return { error: withCookieHint(outcome.error) };
        const { value, timing } = outcome;
        if (isPending(value)) return outcome;
        if (!way.isFound) this.leaveOldSession();
        return this.intoCookies(given, { value, timing });
      },
    };
  }

  /**
   * Exchanges a refresh token that a login had in its body for one in a cookie, where the description's refresh can send it: dj-rest-auth
   * answers like that to a sign-up (dj_rest_auth/registration/views.py, `RegisterView`).
   */
  private async intoCookies(
    asking: Asking,
    granted: Outcome<Grant<User>>,
  ): Promise<Outcome<Grant<User>>> {
    const { purse } = this.keeping;
    const { refresh } = this.context.rules.backend;
    const { value: given } = granted;
    if (!given || !purse.isGiven(given)) return granted;
    const keys = { access: given.access, refresh: given.access };
    const outcome = refresh?.body ? await ask(asking, refresh, keys) : null;
    purse.dropGiven();
    if (!outcome) return granted;
    if (outcome.error) return outcome;
    const { value, timing } = outcome;
    const key = purse.exchanged(value.access);
    const user = value.user ?? given.user;
    return { value: { ...value, access: key, refresh: key, user }, timing };
  }

  /** With all tokens in cookies, the answer to a login has already taken them from the session before, in all tabs. */
  private leaveOldSession(): void {
    const { getState, apply, notify } = this.context;
    if (this.keeping.settings.to === "auth" || !getState().record.tokenSet) return;
    apply({ type: "end", reason: "replaced" });
    notify();
  }

  /** Notes which session the newest token is for, before another tab renews it. */
  private sort(): void {
    this.keeping.purse.serves(this.context.getState().record, this.context.rules);
  }
}

/** A way to log in with the cookies that are there: they are renewed, or "me" is asked whose they are. */
export function byCookies<User>(purse: Purse): Way<User> {
  return {
    isExclusive: true,
    isFound: true,
    async getTokens(context, epoch) {
      const stored = await context.store.read();
      // Another tab was faster.
      if (stored && stored.epoch > epoch) return { error: sessionChanged() };
      const { refresh, me } = context.rules.backend;
      if (refresh) return ask(context, refresh, noTokens);
      if (!me) return { error: new SessionError("not-supported", NOBODY_TO_ASK) };
      const asked = await ask(context, me, noTokens);
      if (asked.error) return asked;
      return { ...asked, value: purse.keep<User>({ access: "", user: asked.value }, "renewal") };
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
