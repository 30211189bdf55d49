/** DRF's authtoken: one key per user that never expires, in a `Token` header. */
import type { Authenticate } from "./drf.ts";
import { readFields } from "./fields.ts";
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

/** The user whose name and password are in a body, like `AuthTokenSerializer`. Throws a 400 for wrong ones. */
export function readCredentials(
  state: State,
  data: unknown,
  loginField: "username" | "email",
): User {
  // The field is called "username" even if people log in by e-mail.
  const input = readFields(data, { username: {}, password: { verbatim: true } });
  const user = findUser(state, loginField, input.username);
  if (user?.active && user.password === input.password) return user;
  throw new Refusal(400, { non_field_errors: ["Unable to log in with provided credentials."] });
}

/** The key in an `Authorization` header of this scheme, or `null`. Throws a 401 if the header is malformed. */
export function readKey(authorization: string | undefined, scheme: string): string | null {
  const [word, key, ...rest] = (authorization ?? "").split(/\s+/).filter(Boolean);
  if (word?.toLowerCase() !== scheme.toLowerCase()) return null;
  if (key === undefined) throw refused("Invalid token header. No credentials provided.");
  if (rest.length > 0)
    throw refused("Invalid token header. Token string should not contain spaces.");
  return key;
}

/** `TokenAuthentication`. */
export const authenticateKey: Authenticate = (state, authorization) => {
  const key = readKey(authorization, "Token");
  if (key === null) return null;
  if (/[^\0-\x7f]/.test(key)) {
    throw refused("Invalid token header. Token string should not contain invalid characters.");
  }
  if (!Object.hasOwn(state.keys, key)) throw refused("Invalid token.");
  const user = findUser(state, "id", state.keys[key]);
  if (!user) throw refused("Invalid token.");
  if (!user.active) throw refused("User inactive or deleted.");
  return { user, token: key };
};

/** A 401 with this message. */
export function refused(detail: string): Refusal {
  return new Refusal(401, { detail });
}
