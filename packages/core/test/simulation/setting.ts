// The setting of a run of the simulation: the server, the options of the sessions, and what may go wrong.
import type { TokenServerOptions } from "@sojourn/core/testing";
import type { Dice } from "./dice.ts";

/** The `idle` option of a session. `undefined`: none. */
export type Idle = { readonly timeout: number; readonly warning: number } | undefined;

/** A port that throws at each touch, in all tabs: browsers block some of them where cookies are blocked. */
export type BrokenPort = "bell" | "activity" | "page" | "locks" | null;

/** The setting of a run. */
export interface Setting
  extends Required<
    Pick<TokenServerOptions, "tokens" | "rotation" | "accessLifetime" | "refreshLifetime" | "skew">
  > {
  /** Which tokens are in cookies. `undefined`: none. */
  readonly cookies: "auth" | "all" | undefined;
  /** Whether the cookies are asked where nothing is stored. */
  readonly restore: boolean;
  /** Whether scripts can read the server's `Date`. */
  readonly showsDate: boolean;
  readonly storage: "mirrored" | "sync";
  readonly lag: number;
  /** The `idle` options of the tabs in turn, repeated: two versions of an app may be open. */
  readonly idles: readonly Idle[];
  readonly maxAge: number | undefined;
  readonly renew: "always" | "in-use";
  readonly brokenPort: BrokenPort;
  /** The troubles of this run. Each run omits some of them, so that the others coincide more often. */
  readonly troubles: ReadonlySet<Trouble>;
}

/** Kinds of trouble. */
const troubles = [
  "bad network",
  "bad storage",
  "slow storage",
  "hung storage",
  "crashes",
  "freezing",
  "hiding",
  "throttling",
  "offline",
  "logins",
  "logouts",
  "clock",
  "server",
] as const;

/** A kind of trouble. */
export type Trouble = (typeof troubles)[number];

const soon = { timeout: 600_000, warning: 60_000 };
const later = { timeout: 900_000, warning: 60_000 };

const pick = <Value>(dice: Dice, values: readonly Value[]): Value =>
  values[dice.roll(values.length)] as Value;

/** The value once in `times` rolls; mostly the plain one. */
const seldom = <Value>(dice: Dice, times: number, plain: Value, values: readonly Value[]): Value =>
  dice.roll(times) === times - 1 ? pick(dice, values) : plain;

/** Rolls a setting. The first values are the plainest: a record that is shortened goes there. */
export function rollSetting(dice: Dice): Setting {
  const cookies = seldom(dice, 3, undefined, ["auth", "all"] as const);
  const tokens = seldom(dice, 3, "pair", ["opaque", "sliding"] as const);
  return {
    cookies,
    restore: dice.roll(2) === 1,
    // Cookies hold pairs.
    tokens: cookies ? "pair" : tokens,
    rotation: pick(dice, ["detect-reuse", "rotate", "none"]),
    accessLifetime: 300_000,
    refreshLifetime: pick(dice, [86_400_000, 86_400_000, 1_200_000]),
    skew: seldom(dice, 4, 0, [3_600_000, -3_600_000, 90_000_000]),
    showsDate: dice.roll(4) === 3,
    storage: seldom(dice, 6, "mirrored", ["sync"]),
    lag: pick(dice, [10, 0, 1000]),
    idles: pick(dice, [[undefined], [undefined], [soon], [soon, undefined, later]]),
    maxAge: pick(dice, [undefined, undefined, 1_800_000]),
    renew: pick(dice, ["always", "always", "in-use"]),
    brokenPort: seldom<BrokenPort>(dice, 6, null, ["bell", "activity", "page", "locks"]),
    troubles: new Set(troubles.filter(() => dice.roll(2) === 1)),
  };
}

/** The setting in a line. */
export function describeSetting(setting: Setting): string {
  const { idles, troubles, ...rest } = setting;
  const parts = Object.entries(rest).map(([name, value]) => `${name}: ${value ?? "none"}`);
  const timeouts = idles.map((idle) => idle?.timeout ?? "none").join("/");
  return [...parts, `idle: ${timeouts}`, `troubles: ${[...troubles].join(", ")}`].join(", ");
}
