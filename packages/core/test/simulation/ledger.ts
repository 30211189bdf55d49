// The true course of a run, as seen from outside: every token that was issued, sent, answered and stored.

/** All that descends from one login. */
export interface Family {
  readonly number: number;
  readonly user: string;
  /** Why the server may rightly refuse its tokens though no tab asked for that; `null`: it may not. */
  blemish: string | null;
  /** New tokens are in a frozen tab, or on their way to it: the others may have none that live as long. */
  isWithheld: boolean;
  /** The answer to its login took so long that the base of its relative times is unknown. */
  isUndated: boolean;
  /** Another login took its cookies, or a logout deleted them. */
  isTakenOver: boolean;
  /** Somebody logged out of it. */
  isLoggedOut: boolean;
  /** The server said a definitive no to one of its tokens. */
  isRefused: boolean;
  /** When its newest refresh token expires, by the server's clock. */
  expiresAt: number;
  /** When it began, by the server's clock. */
  readonly startedAt: number;
  /** When it was first seen on a screen. */
  shownAt: number;
  /** When somebody did something in time, and where. */
  readonly signs: Sign[];
  /** The same, in time or not: at the deadline each tab is a little later than the other. */
  signAt: number;
}

/** Activity in a tab. `null`: the login, which counts as activity. */
interface Sign {
  readonly tab: string | null;
  /** By the server's clock. */
  readonly at: number;
  /** How long the clock had run: what other tabs see late they see late by this. */
  readonly elapsed: number;
}

/** A token that the server issued. */
interface Known {
  readonly family: Family;
  readonly kind: "access" | "refresh";
  /** For stories: never the token itself. */
  readonly name: string;
}

/** A refresh token on its way to the server. */
export interface Sending {
  readonly tab: string;
  readonly token: string;
  /** `"spent"`: answered with new tokens that replace it; `"dead"`: refused; `"open"`: nothing came, or nothing definitive. */
  state: "under way" | "spent" | "dead" | "open";
  /** The token that replaced it. */
  successor: string | null;
  /** The token that it was exchanged for, whether or not this one still works. */
  bought: string | null;
}

/** The true course of a run. */
export interface Ledger {
  readonly families: Family[];
  readonly sendings: Sending[];
  /** Rules that were broken, in the order in which it came out. */
  readonly broken: { readonly rule: string; readonly how: string }[];
  /** Storage failed or was cleared: from then on each tab may be on its own. */
  readonly isDegraded: boolean;
  /** A token by its text. */
  know(token: unknown): Known | undefined;
  /** A token by the number in its claims. */
  numbered(number: unknown): Known | undefined;
  /** A login or a refresh succeeded on the server. Without `parent` a family begins. */
  issue(kind: Known["kind"], token: string, family: Family): void;
  begin(user: string, now: number): Family;
  /** A refresh token is about to be sent. `lives`: whether this tab is still open. `isLockless`: tabs cannot wait for each other. */
  send(tab: string, token: string, lives: (tab: string) => boolean, isLockless: boolean): Sending;
  /** When somebody was last active, in any session. */
  lastSign(): number;
  /** Storage fails or was cleared: what is known in one tab may get lost. */
  degrade(): void;
  /** This tab is gone, with all that it knew. */
  bury(tab: string): void;
  /** This tab is frozen, so others cannot know what only it knows. */
  withhold(tab: string): void;
  /** The record in storage is another one: these are its tokens. */
  stored(refresh: string): void;
  wasStored(refresh: string): boolean;
}

/** Makes an empty ledger. `hasCookies`: refresh tokens are in cookies. */
export function createLedger(hasCookies: boolean): Ledger {
  const tokens = new Map<unknown, Known>();
  const counts = new Map<string, number>();
  const byNumber: Known[] = [];
  const kept = new Set<string>();
  let newest: string | null = null;
  const ledger: Ledger & { isDegraded: boolean } = {
    families: [],
    sendings: [],
    broken: [],
    isDegraded: false,
    know: (token) => tokens.get(token),
    // The mint counts its tokens from 1.
    numbered: (number) => byNumber[Number(number) - 1],
    begin(user, now) {
      const family: Family = {
        number: ledger.families.length + 1,
        user,
        blemish: ledger.isDegraded ? "storage failed" : null,
        isWithheld: false,
        isUndated: false,
        isTakenOver: false,
        isLoggedOut: false,
        isRefused: false,
        expiresAt: 0,
        startedAt: now,
        shownAt: Infinity,
        signs: [{ tab: null, at: now, elapsed: -Infinity }],
        signAt: now,
      };
      ledger.families.push(family);
      return family;
    },
    issue(kind, token, family) {
      const count = (counts.get(`${kind} ${family.number}`) ?? 0) + 1;
      counts.set(`${kind} ${family.number}`, count);
      const known = { family, kind, name: `${kind} ${family.number}.${count}` };
      tokens.set(token, known);
      byNumber.push(known);
    },
    send(tab, token, lives, isLockless) {
      const name = tokens.get(token)?.name ?? "an unknown token";
      for (const one of ledger.sendings) {
        if (one.token !== token) continue;
        // Others cannot know what a tab knew when it closed, unless it was stored before.
        const isKnown =
          one.tab === tab ||
          (lives(one.tab) && !ledger.isDegraded) ||
          (one.successor !== null && kept.has(one.successor) && !ledger.isDegraded);
        if (one.state === "under way" && lives(one.tab) && !isLockless)
          ledger.broken.push({
            rule: "at most one refresh in flight per refresh token",
            how: `${tab} sends ${name} while ${one.tab} still waits for the answer to it`,
          });
        // An end is shown before it is stored, and nothing waits for the storing.
        // A tab cannot see whether the cookies are others by now: after a refusal that another tab overtook it asks once more.
        const isDead = one.state === "dead" && !hasCookies && (one.tab === tab || newest !== token);
        if ((one.state === "spent" || isDead) && isKnown)
          ledger.broken.push({
            rule: "no refresh token sent twice unless its answer was lost",
            how: `${tab} sends ${name}, but ${one.tab} knows already that it is ${one.state}`,
          });
      }
      const sending: Sending = { tab, token, state: "under way", successor: null, bought: null };
      ledger.sendings.push(sending);
      return sending;
    },
    lastSign: () =>
      Math.max(
        ...ledger.families.flatMap(({ signAt, shownAt }) =>
          shownAt < Infinity ? [signAt, shownAt] : [signAt],
        ),
      ),
    degrade() {
      ledger.isDegraded = true;
      for (const family of ledger.families) family.blemish = "storage failed";
    },
    bury(tab) {
      for (const { tab: by, successor } of ledger.sendings)
        if (by === tab && successor !== null && !kept.has(successor)) {
          const { family } = tokens.get(successor) as Known;
          family.blemish = "a tab took new tokens to its grave";
        }
    },
    withhold(tab) {
      for (const { tab: by, bought } of ledger.sendings)
        if (by === tab && bought !== null && !kept.has(bought))
          (tokens.get(bought) as Known).family.isWithheld = true;
    },
    stored(refresh) {
      newest = refresh;
      kept.add(refresh);
    },
    wasStored: (refresh) => kept.has(refresh),
  };
  return ledger;
}
