/** The mint of a fake token server. It issues tokens, remembers all of them, and knows which are still valid. */

/** A token that was issued. */
export interface Issued {
  readonly token: string;
  readonly kind: "access" | "refresh";
  readonly username: string;
  /** The number of the login that the token descends from. */
  readonly family: number;
  /** When it expires, by the server's clock. */
  readonly expiresAt: number;
  /** Whether it is refused even before it expires. */
  isRevoked: boolean;
}

/** What to issue. */
type Order = Pick<Issued, "kind" | "username" | "family"> & {
  /** Milliseconds until it expires. `Infinity`: never. */
  readonly lifetime: number;
  /** Whether it is opaque. Otherwise it is a JWT. */
  readonly isOpaque: boolean;
  /** For a sliding token: until when it can be exchanged for a new one. */
  readonly slidesUntil?: number | undefined;
};

/** Issues tokens. */
export interface Mint {
  issue(order: Order): Issued;
  /** The token with this text and kind. `undefined`: it was not issued here, or is no longer valid. */
  find(token: unknown, kind: Issued["kind"]): Issued | undefined;
  /** The token with this text, valid or not. */
  recall(token: unknown): Issued | undefined;
  /** Refuses all tokens for which `when` returns `true`. */
  revoke(when: (issued: Issued) => boolean): void;
}

/** Makes a mint that uses this clock. */
export function createMint(now: () => number): Mint {
  const issued = new Map<unknown, Issued>();
  return {
    issue(order) {
      const { kind, username, family, lifetime } = order;
      const number = issued.size + 1;
      const [iat, exp] = [inSeconds(now()), inSeconds(now() + lifetime)];
      let token = `opaque-${number}`;
      let expiresAt = now() + lifetime;
      if (!order.isOpaque) {
        const user = { jti: `${number}`, user_id: username, username };
        token = writeJwt({ ...typeClaims(order), exp, iat, ...user });
        expiresAt = exp * 1000;
      }
      const one: Issued = { token, kind, username, family, expiresAt, isRevoked: false };
      issued.set(token, one);
      return one;
    },
    find(token, kind) {
      const one = issued.get(token);
      if (!one || one.kind !== kind || one.isRevoked) return undefined;
      if (now() >= one.expiresAt) return undefined;
      return one;
    },
    recall: (token) => issued.get(token),
    revoke(when) {
      for (const one of issued.values()) if (when(one)) one.isRevoked = true;
    },
  };
}

function typeClaims({ kind, slidesUntil }: Order): object {
  if (slidesUntil === undefined) return { token_type: kind };
  return { token_type: "sliding", refresh_exp: inSeconds(slidesUntil) };
}

function inSeconds(at: number): number {
  return Math.floor(at / 1000);
}

/**
 * A JWT with these claims. Its signature is not a real one: the fake server remembers its own tokens.
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
