/** The links in the e-mails of djoser: the user they are for, and the token that makes each valid once. */

import { hmacHex } from "./digest.ts";
import { Refusal } from "./http.ts";
import type { Mail, State, User } from "./state.ts";

/** The settings of djoser, with all defaults filled in. */
export interface DjoserRules {
  readonly loginField: "username" | "email";
  readonly userIdField: "id" | "username";
  readonly activation: boolean;
  readonly retype: boolean;
  readonly logoutOnPasswordChange: boolean;
  readonly showEmailNotFound: boolean;
}

/** Puts a mail into the outbox. */
export function sendMail(state: State, user: User, kind: Mail["kind"]): void {
  const uid = uidOf(user);
  state.mails.unshift({ to: user.email, kind, uid, token: makeToken(state, user, kind) });
}

/** The token of a link. It becomes invalid when the password or the address changes. */
export function makeToken(state: State, user: User, kind: Mail["kind"]): string {
  return hmacHex(state.key, `${kind} ${user.id} ${user.password} ${user.email}`).slice(0, 39);
}

/** The user that a link is for. Throws a 400 with this message (djoser's, by default) if there is none. */
export function findByUid(
  state: State,
  uid: string,
  message = "Invalid user id or user doesn't exist.",
): User {
  const user = state.users.find((one) => uidOf(one) === uid);
  if (!user) throw new Refusal(400, { uid: [message] });
  return user;
}

/** Django's `urlsafe_base64_encode` of the id. */
function uidOf({ id }: User): string {
  return btoa(String(id)).replace(/=+$/, "");
}
