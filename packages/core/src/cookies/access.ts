/** Access to tokens in cookie mode: a tab that has none gets its own, by a renewal in turn with all other tabs. */
import { SessionError, sessionChanged } from "../model/errors.ts";
import type { SessionRecord } from "../model/state.ts";
import type { Loop } from "../runtime/loop.ts";
import type { TokenAccess } from "../runtime/mode.ts";
import type { Purse } from "./purse.ts";

/** The access of a session whose tokens are in the memory of each tab. */
export class PurseAccess<User> implements TokenAccess<User> {
  private readonly own: TokenAccess<User>;
  protected readonly loop: Loop<User>;
  private readonly purse: Purse;

  constructor(own: TokenAccess<User>, loop: Loop<User>, purse: Purse) {
    this.own = own;
    this.loop = loop;
    this.purse = purse;
  }

  currentNow(): SessionRecord<User> | null {
    const record = this.own.currentNow();
    if (!record || !this.purse.serves(record, this.loop.rules)) return null;
    return record;
  }

  claim(signal?: AbortSignal): Promise<number | null> {
    return this.own.claim(signal);
  }

  refresh(): Promise<void> {
    return this.own.refresh();
  }

  async current(signal?: AbortSignal): Promise<SessionRecord<User> | null> {
    const record = await this.own.current(signal);
    if (!record?.tokenSet || this.purse.serves(record, this.loop.rules)) return record;
    return this.fetchOwn(record.epoch, signal);
  }

  async getToken(signal?: AbortSignal): Promise<string | null> {
    const record = await this.current(signal);
    if (!record?.tokenSet) return null;
    return this.purse.tokenFor(record.tokenSet.access);
  }

  /** Renews the tokens, because this tab has none for the session of this epoch. */
  protected async fetchOwn(epoch: number, signal?: AbortSignal): Promise<SessionRecord<User>> {
    const { loop, purse } = this;
    // A renewal of another kind may be in flight, or another tab may be faster: then it takes another turn.
    for (;;) {
      loop.dispatch({ type: "renew", why: "missing" });
      const isAsked = loop.state.inFlight !== null;
      await loop.landed(signal);
      const { record, pause, refusal } = loop.state;
      if (record.epoch !== epoch) throw sessionChanged();
      if (purse.serves(record, loop.rules)) return record;
      if (!isAsked) throw pause?.error ?? refusal ?? noToken();
    }
  }
}

/** The access of a session whose tokens no script ever has. */
export function withoutTokens<User>(own: TokenAccess<User>): TokenAccess<User> {
  const getToken = async (): Promise<never> => {
    const message =
      "Cookies carry the token, and no script can read them. Send the request with cookies instead.";
    throw new SessionError("not-supported", message);
  };
  return {
    currentNow: () => own.currentNow(),
    claim: (signal) => own.claim(signal),
    current: (signal) => own.current(signal),
    refresh: () => own.refresh(),
    getToken,
  };
}

function noToken(): SessionError {
  return new SessionError("rejected", "This page could not get an access token. Log in again.");
}
