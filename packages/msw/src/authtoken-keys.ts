/** DRF's authtoken: one key per user that never expires, in a `Token` header. */
import type { Authenticate } from "./drf.ts";
import { Refusal } from "./http.ts";
import { findUser, nextId, type State, type User } from "./state.ts";

/** The user's key. The first login makes it, later ones return the same. */
export function keyOf(state: State, { id }: User): string {
  const known = Object.entries(state.keys).find(([, owner]) => owner === id);
  if (known) return known[0];
  const key = nextId(state);
  state.keys[key] = id;
  return key;
}

/** `TokenAuthentication`. */
export const authenticateKey: Authenticate = (state, authorization) => {
  const [scheme, key, ...rest] = (authorization ?? "").split(/\s+/).filter(Boolean);
  if (scheme?.toLowerCase() !== "token") return null;
  if (key === undefined) throw refused("Invalid token header. No credentials provided.");
  if (rest.length > 0)
    throw refused("Invalid token header. Token string should not contain spaces.");
  if (/[^\0-\x7f]/.test(key)) {
    throw refused("Invalid token header. Token string should not contain invalid characters.");
  }
  if (!Object.hasOwn(state.keys, key)) throw refused("Invalid token.");
  const user = findUser(state, "id", state.keys[key]);
  if (!user) throw refused("Invalid token.");
  if (!user.active) throw refused("User inactive or deleted.");
  return { user, token: key };
};

function refused(detail: string): Refusal {
  return new Refusal(401, { detail });
}
