/** The mint of a fake token server: issues tokens, remembers each of them, and knows which are still good. */

/** A token that was issued. */
export interface Issued {
  readonly token: string;
  readonly kind: "access" | "refresh";
  readonly username: string;
  /** All tokens that descend from one login. */
  readonly family: number;
  /** By the server's clock. */
  readonly expiresAt: number;
  /** Refused from now on, whatever its expiry says. */
  isRevoked: boolean;
}

/** What a token is issued for. */
type Wish = Pick<Issued, "kind" | "username" | "family"> & {
  /** Milliseconds it lives; `Infinity`: for ever. */
  readonly lifetime: number;
  /** Whether it tells nothing by itself. */
  readonly isOpaque: boolean;
  /** Until when it can be exchanged for a later one, where it is its own refresh token. */
  readonly slidesUntil?: number | undefined;
};

/** Issues tokens. */
export interface Mint {
  issue(wish: Wish): Issued;
  /** The token of this text and kind, if it was issued here and still works. */
  find(token: unknown, kind: Issued["kind"]): Issued | undefined;
  /** The same, also when it works no more. */
  recall(token: unknown): Issued | undefined;
  /** Refuses all tokens of which `when` is true. */
  revoke(when: (issued: Issued) => boolean): void;
}

/** Makes a mint that lives by this clock. */
export function createMint(now: () => number): Mint {
  const issued = new Map<unknown, Issued>();
  return {
    issue({ kind, username, family, lifetime, isOpaque, slidesUntil }) {
      const number = issued.size + 1;
      const seconds = (at: number): number => Math.floor(at / 1000);
      const [iat, exp] = [seconds(now()), seconds(now() + lifetime)];
      const who = { jti: `${number}`, user_id: username, username };
      const claims =
        slidesUntil === undefined
          ? { token_type: kind, exp, iat, ...who }
          : { token_type: "sliding", exp, iat, refresh_exp: seconds(slidesUntil), ...who };
      const token = isOpaque ? `opaque-${number}` : writeJwt(claims);
      const expiresAt = isOpaque ? now() + lifetime : exp * 1000;
      const one: Issued = { token, kind, username, family, expiresAt, isRevoked: false };
      issued.set(token, one);
      return one;
    },
    find(token, kind) {
      const one = issued.get(token);
      return one && one.kind === kind && !one.isRevoked && now() < one.expiresAt ? one : undefined;
    },
    recall: (token) => issued.get(token),
    revoke(when) {
      for (const one of issued.values()) if (when(one)) one.isRevoked = true;
    },
  };
}

/**
 * A JWT with these claims. Its signature is no signature: the fake server knows its own tokens by heart.
 *
 * @example
 * ```ts
 * import { writeJwt } from "@sojourn/core/testing";
 *
 * const token = writeJwt({ exp: 1_767_355_500, iat: 1_767_355_200, username: "Zoë" });
 * ```
 */
export function writeJwt(claims: object): string {
  const encode = (part: object): string =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(part))))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");
  return `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}.fake`;
}
