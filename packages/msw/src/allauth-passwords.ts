/** allauth headless: passwords, addresses, and what the server says of itself. */
import {
  type AllauthView,
  authenticated,
  type Mistake,
  mistaken,
  plain,
  readTexts,
  unauthenticated,
  userOfCall,
} from "./allauth-answers.ts";
import { cycle, endSessions, keyFor, sendKey } from "./allauth-sessions.ts";
import { renewJwts } from "./allauth-tokens.ts";
import { checkPassword } from "./fields.ts";
import { json } from "./http.ts";
import { findUser } from "./state.ts";

/** The codes of Django's password validators, by the beginning of their messages. */
const passwordCodes: readonly [message: string, code: string][] = [
  ["This password is too short", "password_too_short"],
  ["This password is too common", "password_too_common"],
  ["This password is entirely numeric", "password_entirely_numeric"],
  ["The password is too similar", "password_too_similar"],
];

/** What Django's validators say about a new password. */
export function passwordMistakes(
  password: string,
  { username, email }: { readonly username: string; readonly email: string },
  param: string,
): Mistake[] {
  return checkPassword(password, username || "\0", email || "\0").map((message) => {
    const known = passwordCodes.find(([beginning]) => message.startsWith(beginning));
    return { message, code: known?.[1] ?? "invalid", param };
  });
}

/** `GET config`. */
export const showConfig: AllauthView = ({ rules }) => {
  const account = {
    login_methods: [rules.loginField],
    is_open_for_signup: true,
    email_verification_by_code_enabled: rules.verifyByCode,
    login_by_code_enabled: rules.loginByCode,
    password_reset_by_code_enabled: false,
    authentication_method: rules.loginField,
  };
  return json(200, { status: 200, data: { account } });
};

/** `POST auth/password/request`. It answers the same for unknown addresses. */
export const requestReset: AllauthView = ({ state, request }) => {
  const { email } = readTexts(request, ["email"]);
  const user = findUser(state, "email", email);
  if (user?.active) sendKey(state, user, "password-reset");
  return plain(200);
};

/** `POST auth/password/reset`: nobody is logged in by it. */
export const resetPassword: AllauthView = (call) => {
  const { state, request } = call;
  const { key, password } = readTexts(request, ["key", "password"]);
  const user = state.users.find((one) => keyFor(state, one, "password-reset") === key);
  if (!user)
    throw mistaken({
      message: "The password reset token was invalid.",
      code: "invalid_password_reset",
      param: "key",
    });
  const mistakes = passwordMistakes(password, user, "password");
  if (mistakes.length > 0) throw mistaken(...mistakes);
  user.password = password;
  return unauthenticated(call);
};

/** `POST account/password/change`. The session gets another token, and with JWTs no new ones: the old refresh token is dead. */
export const changePassword: AllauthView = (call) => {
  const { state, request, token } = call;
  const user = userOfCall(call);
  if (!user || token === null) return unauthenticated(call);
  const input = readTexts(request, ["current_password", "new_password"]);
  if (input.current_password !== user.password)
    throw mistaken({
      message: "Please type your current password.",
      code: "enter_current_password",
      param: "current_password",
    });
  const mistakes = passwordMistakes(input.new_password, user, "new_password");
  if (mistakes.length > 0) throw mistaken(...mistakes);
  const session_token = cycle(state, token);
  const session = state.sessions[session_token];
  endSessions(state, user.id);
  user.password = input.new_password;
  if (session) state.sessions[session_token] = { ...session, password: user.password };
  return authenticated(call, user, { session_token });
};

/** `PUT account/email`: sends the e-mail for verifying an address once more. */
export const resendKey: AllauthView = (call) => {
  const { state, request } = call;
  const user = userOfCall(call);
  if (!user) return unauthenticated(call);
  const { email } = readTexts(request, ["email"]);
  if (email !== user.email)
    throw mistaken({ message: "Unknown email address.", code: "unknown_email", param: "email" });
  sendKey(state, user, "verify-email");
  return plain(200);
};

/** `POST tokens/refresh`. A token that is refused is a 400 without any error in it. */
export const refreshTokens: AllauthView = ({ rules, state, request, now }) => {
  const { refresh_token: given } = readTexts(request, ["refresh_token"]);
  const data = renewJwts(rules, state, given, now);
  return data ? json(200, { status: 200, data }) : plain(400);
};
