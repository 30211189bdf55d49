/** allauth headless: logins, sign-ups, their further steps, and the session itself. */
import {
  type AllauthView,
  authenticated,
  type Call,
  mistaken,
  plain,
  readObject,
  readTexts,
  sessionOf,
  unauthenticated,
  userOfCall,
  wentOn,
} from "./allauth-answers.ts";
import { passwordMistakes } from "./allauth-passwords.ts";
import {
  checkCode,
  dropLogin,
  goOn,
  keyFor,
  mailCode,
  openSession,
  sendKey,
} from "./allauth-sessions.ts";
import { countByUser } from "./drf.ts";
import { findUser, type State, type User } from "./state.ts";

/** How long wrong passwords count, in milliseconds. */
const FAILURES_COUNT_FOR = 300_000;

const wrongCode = (param: string) =>
  mistaken({ message: "Incorrect code.", code: "incorrect_code", param });

/** allauth's own limit, which says nothing of the time to wait. */
export function limited(view: AllauthView): AllauthView {
  return (call) => (countByUser(call.state, null, call.now) === null ? view(call) : plain(429));
}

/** `GET auth/session`. */
export const showSession: AllauthView = (call) => {
  const user = userOfCall(call);
  return user ? authenticated(call, user) : unauthenticated(call);
};

/** `DELETE auth/session`: a good logout is a 401. */
export const logOut: AllauthView = (call) => {
  if (call.token !== null) delete call.state.sessions[call.token];
  return unauthenticated(call);
};

/** `POST auth/login`. */
export const logIn: AllauthView = (call) => {
  const { rules, state, now, request } = call;
  if (userOfCall(call)) return plain(409);
  const { loginField } = rules;
  const input = readTexts<string>(request, [loginField, "password"]);
  const name = input[loginField] ?? "";
  const failures = failuresOf(state, name, now);
  if (failures.length >= rules.failedLogins)
    throw mistaken({
      message: "Too many failed login attempts. Try again later.",
      code: "too_many_login_attempts",
    });
  const user = findUser(state, loginField, name);
  if (!user?.active || user.password !== input.password) {
    failures.unshift(now);
    throw mistaken({
      message: `The ${loginField} and/or password you specified are not correct.`,
      code: `${loginField}_password_mismatch`,
      param: "password",
    });
  }
  return enter(call, user, { method: "password", at: now / 1000, [loginField]: name });
};

/** The times of the wrong passwords for this name, newest first. */
function failuresOf(state: State, name: string, now: number): number[] {
  const bucket = `failed login ${name}`;
  const recent = (state.hits[bucket] ?? []).filter((at) => at > now - FAILURES_COUNT_FOR);
  state.hits[bucket] = recent;
  return recent;
}

/** Begins a login, in the session of the request or in a new one. */
function enter(call: Call, user: User, method: object | null) {
  const token = call.token ?? openSession(call.state);
  return wentOn(call, goOn(call.rules, call.state, token, user, method), user);
}

/** `POST auth/signup`. */
export const signUp: AllauthView = (call) => {
  const { rules, state, request } = call;
  if (userOfCall(call)) return plain(409);
  const { loginField } = rules;
  const other = loginField === "email" ? "username" : "email";
  const input = readTexts<string>(request, [loginField, "password"], [other]);
  const { username = "", email = "", password = "" } = input;
  const taken = loginField === "username" && findUser(state, "username", username) !== undefined;
  const mistakes = passwordMistakes(password, { username, email }, "password");
  if (taken)
    mistakes.unshift({
      message: "A user with that username already exists.",
      code: "username_taken",
      param: "username",
    });
  if (mistakes.length > 0) throw mistaken(...mistakes);
  state.last.user += 1;
  const user: User = {
    id: state.last.user,
    username: username || (email.split("@")[0] ?? ""),
    email,
    password,
    active: true,
    staff: false,
    verified: false,
  };
  state.users.push(user);
  if (rules.emailVerification === "optional") sendKey(state, user, "verify-email");
  return enter(call, user, null);
};

/** `POST auth/email/verify`: with a code it goes on with the login, with the key of a link it logs nobody in. */
export const verifyEmail: AllauthView = (call) => {
  const { rules, state, request, token } = call;
  const session = sessionOf(call);
  if (!rules.verifyByCode) return verifyByKey(call);
  if (token === null || session?.stage !== "verify_email") return plain(409);
  const { key } = readTexts(request, ["key"]);
  const user = findUser(state, "id", session.login);
  if (!checkCode(session, session.code, key) || !user) throw wrongCode("key");
  user.verified = true;
  return wentOn(call, goOn(rules, state, token, user, null), user);
};

function verifyByKey(call: Call) {
  const { state, request } = call;
  const { key } = readTexts(request, ["key"]);
  const user = state.users.find((one) => keyFor(state, one, "verify-email") === key);
  if (user?.verified !== false)
    throw mistaken({
      message: "Invalid or expired key.",
      code: "invalid_or_expired_key",
      param: "key",
    });
  user.verified = true;
  const session = sessionOf(call);
  if (session) dropLogin(session);
  return showSession(call);
}

/** `POST auth/2fa/authenticate`. */
export const authenticateMfa: AllauthView = (call) => {
  const { rules, state, now, request, token } = call;
  const session = sessionOf(call);
  if (token === null || session?.stage !== "mfa_authenticate") {
    return unauthenticated(call, {}, false);
  }
  const { code } = readTexts(request, ["code"]);
  const user = findUser(state, "id", session.login);
  if (!user || code !== user.totp) throw wrongCode("code");
  const method = { method: "mfa", at: now / 1000, id: 1, type: "totp" };
  return wentOn(call, goOn(rules, state, token, user, method), user);
};

/** `POST auth/code/request`. It answers the same for unknown addresses. */
export const requestCode: AllauthView = (call) => {
  const { state, request } = call;
  if (userOfCall(call)) return plain(409);
  const { email } = readTexts(request, ["email"]);
  const token = call.token ?? openSession(state);
  const session = state.sessions[token];
  const user = findUser(state, "email", email);
  if (session) {
    session.stage = "login_by_code";
    session.login = user?.id ?? null;
    if (user) mailCode(state, session, user);
  }
  return unauthenticated(call, token === call.token ? {} : { session_token: token });
};

/** `POST auth/code/confirm`. */
export const confirmCode: AllauthView = (call) => {
  const { rules, state, now, request, token } = call;
  const session = sessionOf(call);
  if (token === null || session?.stage !== "login_by_code") return plain(409);
  const { code } = readTexts(request, ["code"]);
  const user = findUser(state, "id", session.login);
  if (!checkCode(session, session.code, code) || !user) throw wrongCode("code");
  const method = { method: "code", at: now / 1000, email: user.email };
  return wentOn(call, goOn(rules, state, token, user, method), user);
};

/** `POST auth/provider/token`. The provider is simulated: its access token is the name of the user. */
export const logInSocially: AllauthView = (call) => {
  const { rules, state, now, request } = call;
  if (userOfCall(call)) return plain(409);
  const { provider, token } = readObject(request) as Readonly<Record<string, unknown>>;
  if (!rules.providers.includes(String(provider)))
    throw mistaken({ message: "Unknown provider.", code: "unknown_provider", param: "provider" });
  const { access_token: name } = Object(token) as Readonly<Record<string, unknown>>;
  const user = findUser(state, "username", name);
  if (!user?.active)
    throw mistaken({ message: "Invalid token.", code: "invalid_token", param: "token" });
  return enter(call, user, {
    method: "socialaccount",
    at: now / 1000,
    provider,
    uid: user.email,
  });
};
