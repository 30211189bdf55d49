/** The access tokens of one tab in cookie mode: in memory only. Everything else, also the record, knows them by random keys. */
import { dueAt } from "../machine/schedule.ts";
import { readClaims } from "../model/claims.ts";
import type { Grant, Tokens } from "../model/grant.ts";
import type { Rules, SessionRecord } from "../model/state.ts";

/** A token in the purse. */
interface Kept {
  readonly key: string;
  readonly token: string;
  /** The epoch of its session. `null`: not known yet. */
  epoch: number | null;
  /** Until when requests may use it. */
  dueAt: number;
  /** The key of a newer token that another tab got. This one serves for it until it is due. */
  servesFor: string | null;
  /** Whether a server refused it. Then it serves for no newer one. */
  isRefused: boolean;
}

/** Where tokens come from. */
export type Origin = "login" | "renewal";

/** What a purse needs. */
export interface PurseOptions {
  /** Whether tokens are kept at all. With `false` cookies carry them, and the purse only makes keys. */
  readonly keepsTokens: boolean;
  now(): number;
  /** A random number: 0 or more, and less than 1. */
  random(): number;
}

/** The purse of one tab. */
export class Purse {
  private readonly options: PurseOptions;
  /** The newest first. A login that fails after all must not cost the token of the session that goes on. */
  private kept: readonly Kept[] = [];
  /** A refresh token that a login had in its body, and the key of its grant, until it is exchanged for cookies. */
  private given: { readonly key: string; readonly refresh: string } | null = null;

  constructor(options: PurseOptions) {
    this.options = options;
  }

  /**
   * Keeps the tokens of a grant out of it: a key takes their place. The refresh token of a renewal is dropped, because a cookie has it. That
   * of a login is kept until it is exchanged.
   */
  keep<User>(grant: Grant<User>, origin: Origin = "login"): Grant<User> {
    const { now, random, keepsTokens } = this.options;
    const key = `${origin}-${now()}-${random()}`;
    const claims = grant.claims ?? readClaims(grant.access) ?? undefined;
    if (keepsTokens) this.put(key, grant.access);
    this.given = origin === "login" && grant.refresh ? { key, refresh: grant.refresh } : null;
    return { ...grant, access: key, refresh: key, claims };
  }

  /** Puts a token in, under its key. */
  put(key: string, token: string): void {
    const added = { key, token, epoch: null, dueAt: 0, servesFor: null, isRefused: false };
    this.kept = [added, ...this.kept.slice(0, 1)];
  }

  /** What the server gets for keys: the access token, if this tab has it, and a refresh token only if no cookie has it. */
  ownTokens({ access, refresh }: Tokens): Tokens {
    const given = this.given?.key === refresh ? this.given?.refresh : undefined;
    return { access: this.tokenFor(access) ?? "", refresh: given ?? "" };
  }

  /** Whether the refresh token of this grant was in a body, so that no cookie has it. */
  isGiven({ access }: Grant<unknown>): boolean {
    return this.given?.key === access;
  }

  /** That refresh token has done what it can. */
  dropGiven(): void {
    this.given = null;
  }

  /** The refresh token in the body was exchanged: what came of it is from a login. Returns its key as such. */
  exchanged(key: string): string {
    const token = this.tokenFor(key);
    const renamed = `login${key.slice(key.indexOf("-"))}`;
    if (token !== null) this.put(renamed, token);
    return renamed;
  }

  /** The token for a key. `null`: this tab does not have it. */
  tokenFor(key: string): string | null {
    const kept = this.kept.find((one) => one.key === key || one.servesFor === key);
    return kept?.token ?? null;
  }

  /**
   * Whether this tab has a token for the session of a record: the newest one, or an older one of the same session that is not due yet.
   * Otherwise tabs would take turns in renewing each other's tokens.
   */
  serves(record: SessionRecord<unknown>, rules: Pick<Rules<unknown>, "leeway">): boolean {
    if (!this.options.keepsTokens) return true;
    const { tokenSet, epoch } = record;
    if (!tokenSet) return false;
    const newest = this.kept.find(({ key }) => key === tokenSet.access);
    if (newest) {
      newest.epoch = epoch;
      newest.dueAt = dueAt(tokenSet, rules);
      this.kept = [newest];
      return true;
    }
    const now = this.options.now();
    const older = this.kept.find((one) => one.epoch === epoch && now < one.dueAt && !one.isRefused);
    if (!older) return false;
    older.servesFor = tokenSet.access;
    return true;
  }

  /** A server refused the token that was sent for this key. If it is not the newest one any more, it is of no use. */
  refuse(key: string, newest: string | undefined): void {
    const refused = this.kept.find((one) => one.key === key || one.servesFor === key);
    if (refused) refused.isRefused = true;
    this.kept = this.kept.filter((one) => one !== refused || one.key === newest);
  }
}

/**
 * Whether the cookies of a login replaced those of the session with another key. Keys tell where they come from, and when. A renewal
 * leaves the cookies with their session.
 */
export function isLaterLogin(key: string, other: string): boolean {
  const [origin, instant] = key.split("-");
  return origin === "login" && Number(instant) > Number(other.split("-")[1]);
}
