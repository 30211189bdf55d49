/** The life of a token, only for the drawing: the session itself decides when to renew. */
import type { AnyBackend } from "./backends.ts";

/** The life of one token, in milliseconds on this machine's clock. */
export interface Life {
  readonly from: number;
  readonly until: number;
  /** When it is due for renewal; `null`: never. */
  readonly due: number | null;
  /** What the token says; `null`: it is opaque. Two tokens of one second expire together, but say different things. */
  readonly claims: object | null;
}

/** The life of a token that expires then. */
export function lifeOf(backend: AnyBackend, claims: object | null, expiresAt: number): Life {
  const lifetime = lifetimeOf(claims) ?? Math.max(1000, expiresAt - Date.now());
  const isSliding = backend.lifecycle === "sliding";
  const ahead = isSliding ? lifetime / 2 : Math.min(60_000, lifetime / 5);
  const from = expiresAt - lifetime;
  if (!backend.refresh) return { from, until: expiresAt, due: null, claims };
  // No timer renews a token in its first ten seconds.
  const due = Math.max(expiresAt - ahead, from + 10_000);
  return { from, until: expiresAt, due: Math.min(due, expiresAt), claims };
}

/** How long a token lives by its claims, in milliseconds; `null` if they do not tell. */
function lifetimeOf(claims: object | null): number | null {
  const { exp, iat } = { exp: null, iat: null, ...claims } as Record<string, unknown>;
  if (typeof exp !== "number" || typeof iat !== "number" || exp <= iat) return null;
  return (exp - iat) * 1000;
}
