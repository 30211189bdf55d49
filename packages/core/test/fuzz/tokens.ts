// The tokens of a fuzzed server: claims as servers write them, and as they never should.
import { writeJwt } from "@sojourn/core/testing";
import type { Dice } from "../simulation/dice.ts";
import { pick, seldom } from "./choose.ts";

/** Stands in each token, and must never stand in what a session says about itself. */
export const SECRET = "hush";

/** How an instant is written into a claim. */
const notations = {
  seconds: (at: number) => Math.floor(at / 1000),
  fraction: (at: number) => at / 1000,
  milliseconds: (at: number) => at,
  text: (at: number) => `${Math.floor(at / 1000)}`,
  zero: () => 0,
  negative: (at: number) => -Math.floor(at / 1000),
  huge: () => 1e300,
  "that of the login": (_: number, login: number) => Math.floor(login / 1000),
  "five minutes back": (at: number) => Math.floor(at / 1000) - 300,
  "a day ahead": (at: number) => Math.floor(at / 1000) + 86_400,
  nothing: () => undefined,
  null: () => null,
  list: () => [],
} as const;

type Notation = keyof typeof notations;

const odd = Object.keys(notations) as Notation[];

/** How a server writes its tokens, for a whole run. */
export interface TokenStyle {
  readonly form: "jwt" | "opaque" | "garbage";
  /** Milliseconds an access token lives. */
  readonly lifetime: number;
  /** Milliseconds a refresh token lives. */
  readonly renewable: number;
  readonly exp: Notation;
  readonly iat: Notation;
  readonly origin: Notation;
  readonly refreshExp: Notation;
  /** The answer's other members, besides the token. */
  readonly expiresIn: number | undefined;
  /** The same token is handed out again for as long as it lives. */
  readonly isKept: boolean;
}

/** Rolls a style. */
export function rollTokens(dice: Dice): TokenStyle {
  const lifetime = seldom(dice, 3, 300_000, [1000, 5000, 60_000, 86_400_000, 30 * 86_400_000]);
  const told = [lifetime, lifetime / 1000, lifetime * 1000, 0, -5, 1e300, Number.NaN, 5];
  return {
    form: seldom(dice, 4, "jwt", ["opaque", "opaque", "garbage"]),
    lifetime,
    renewable: seldom(dice, 4, 86_400_000, [lifetime, 600_000, 1000, 365 * 86_400_000]),
    exp: seldom(dice, 4, "seconds", odd),
    iat: seldom(dice, 3, "seconds", odd),
    origin: seldom(dice, 2, "nothing", odd),
    refreshExp: seldom(dice, 3, "nothing", odd),
    expiresIn: seldom(dice, 2, undefined, told),
    isKept: dice.roll(12) === 11,
  };
}

/** Writes tokens. */
export interface Mint {
  access(now: number): string;
  refresh(now: number): string;
  /** Another login begins. */
  begin(now: number): void;
}

/** A mint of this style. One claim in twenty is written otherwise than the rest. */
export function createMint(dice: Dice, style: TokenStyle): Mint {
  let login = 0;
  let issued = 0;
  let kept = { token: "", until: 0 };
  const claim = (notation: Notation, at: number): unknown =>
    notations[seldom(dice, 20, notation, odd)](at, login);
  const write = (claims: object): string => {
    issued += 1;
    if (style.form === "opaque") return `opaque-${issued}-${SECRET}`;
    const token = `${writeJwt({ ...claims, jti: issued, sub: `user ${login}` })}.${SECRET}`;
    return style.form === "garbage" ? token.replace(".", pick(dice, ["", "..", ".!"])) : token;
  };
  return {
    begin(now) {
      login = now;
      kept = { token: "", until: 0 };
    },
    access(now) {
      if (style.isKept && now < kept.until) return kept.token;
      const token = write({
        exp: claim(style.exp, now + style.lifetime),
        iat: claim(style.iat, now),
        orig_iat: claim(style.origin, login),
        refresh_exp: claim(style.refreshExp, login + style.renewable),
      });
      kept = { token, until: now + style.lifetime };
      return token;
    },
    refresh: (now) =>
      write({ exp: claim(style.exp, now + style.renewable), iat: claim(style.iat, now) }),
  };
}
