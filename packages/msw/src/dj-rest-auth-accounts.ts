/** dj-rest-auth's views around the tokens: the user, passwords, e-mail verification. */
import { findByUid, makeToken, sendMail } from "./account-mails.ts";
import { nameField } from "./accounts.ts";
import { type Context, NeedsUser, type Route, type View } from "./drf.ts";
import { checkEmail, checkPassword, type Field, has, readFields } from "./fields.ts";
import { json, Refusal, type ServerResponse } from "./http.ts";
import { dropKeys, findUser, type State, type User } from "./state.ts";

/** The settings of dj-rest-auth, with all defaults filled in. */
export interface DjRestAuthRules {
  readonly loginField: "username" | "email";
  /** allauth's `ACCOUNT_EMAIL_VERIFICATION`. */
  readonly emailVerification: "optional" | "mandatory";
  readonly oldPassword: boolean;
  readonly logoutOnPasswordChange: boolean;
  /** The paths of the social logins. */
  readonly social: readonly string[];
}

/** A route that anybody may POST to, with and without the trailing slash. */
export function openRoute(path: string, view: View): Route {
  return { path, allow: "anyone", slashOptional: true, views: { POST: view } };
}

/** `user/`, `password/…` and the mails of `registration/`. */
export function djRestAuthAccounts(prefix: string, rules: DjRestAuthRules): Route[] {
  return [
    {
      path: `${prefix}user/`,
      allow: "users",
      slashOptional: true,
      views: { GET: showMe, PUT: changeMe(false), PATCH: changeMe(true) },
    },
    {
      ...openRoute(`${prefix}password/change/`, changePassword(rules)),
      allow: "users",
    },
    openRoute(`${prefix}password/reset/`, resetPassword),
    openRoute(`${prefix}password/reset/confirm/`, confirmPassword),
    {
      ...openRoute(`${prefix}registration/verify-email/`, verifyEmail),
      allowed: "POST, OPTIONS, HEAD",
    },
    openRoute(`${prefix}registration/resend-email/`, resendEmail),
  ];
}

/** `UserDetailsSerializer`. */
export function userDetails(user: User): object {
  return {
    pk: user.id,
    username: user.username,
    email: user.email,
    first_name: user.first_name ?? "",
    last_name: user.last_name ?? "",
  };
}

const showMe: View = (context) => json(200, userDetails(me(context)));

/** allauth refuses a login name that is taken, even by the user who sends it. The e-mail address is read only. */
function changeMe(partial: boolean): View {
  return (context) => {
    const user = me(context);
    const { state } = context;
    const given = context.data();
    const name: Field = { ...nameField({ loginField: "username" }, state), optional: partial };
    const text: Field = { optional: true, blank: true, maxLength: 150 };
    const input = readFields(given, { username: name, first_name: text, last_name: text });
    for (const field of ["username", "first_name", "last_name"] as const) {
      if (has(given, field)) user[field] = input[field];
    }
    return json(200, userDetails(user));
  };
}

function changePassword(rules: DjRestAuthRules): View {
  return (context) => {
    const user = me(context);
    const old: Field = {
      verbatim: true,
      maxLength: 128,
      check: (value) => {
        if (value === user.password) return [];
        return ["Your old password was entered incorrectly. Please enter it again."];
      },
    };
    const twice = { new_password1: passwordField, new_password2: passwordField };
    const fields = rules.oldPassword ? { old_password: old, ...twice } : twice;
    const input = readFields<"new_password1" | "new_password2">(context.data(), fields);
    setPassword(user, input);
    if (rules.logoutOnPasswordChange) dropKeys(context.state, user.id);
    return say("New password has been saved.");
  };
}

const resetPassword: View = ({ state, data }) => {
  const { email } = readFields(data(), { email: { check: checkEmail } });
  const user = findUser(state, "email", email);
  if (user?.active) sendMail(state, user, "password-reset");
  return say("Password reset e-mail has been sent.");
};

const confirmPassword: View = ({ state, data }) => {
  const input = readFields(data(), {
    new_password1: passwordField,
    new_password2: passwordField,
    uid: {},
    token: {},
  });
  const user = findByUid(state, input.uid, "Invalid value");
  if (input.token !== makeToken(state, user, "password-reset")) {
    throw new Refusal(400, { token: ["Invalid value"] });
  }
  setPassword(user, input);
  return say("Password has been reset with the new password.");
};

const verifyEmail: View = ({ state, data }) => {
  const { key } = readFields(data(), { key: {} });
  const user = state.users.find((one) => makeToken(state, one, "activation") === key);
  if (user?.verified !== false) throw new Refusal(404, { detail: "Not found." });
  user.verified = true;
  return say("ok");
};

const resendEmail: View = ({ state, data }) => {
  const { email } = readFields(data(), { email: { optional: true, check: checkEmail } });
  const user = findUser(state, "email", email);
  if (user?.verified === false) sendMail(state, user, "activation");
  return say("ok");
};

const passwordField: Field = { verbatim: true, maxLength: 128 };

/** Django's `SetPasswordForm`: its messages are all about the second field. */
function setPassword(
  user: User,
  input: { readonly new_password1: string; readonly new_password2: string },
): void {
  const password = input.new_password2;
  const messages =
    password === input.new_password1
      ? checkPassword(password, user.username, user.email)
      : ["The two password fields didn’t match."];
  if (messages.length > 0) throw new Refusal(400, { new_password2: messages });
  user.password = password;
}

/** An answer with nothing but a sentence. */
export function say(detail: string): ServerResponse {
  return json(200, { detail });
}

function me({ user }: Context): User {
  if (!user) throw new NeedsUser();
  return user;
}

/** The new user of a sign-up (`RegisterSerializer`). Throws a 400 with messages. */
export function register(rules: DjRestAuthRules, state: State, data: unknown): User {
  const input = readFields(data, {
    username: {
      ...nameField({ loginField: "username" }, state),
      optional: rules.loginField === "email",
    },
    email: {
      optional: rules.loginField !== "email",
      check: (email) => checkNewEmail(state, email),
    },
    password1: { check: (password) => checkPassword(password, "\0", "\0") },
    password2: {},
  });
  if (input.password1 !== input.password2) {
    throw new Refusal(400, { non_field_errors: ["The two password fields didn't match."] });
  }
  state.last.user += 1;
  const user: User = {
    id: state.last.user,
    username: input.username || (input.email.split("@")[0] ?? ""),
    email: input.email,
    password: input.password1,
    active: true,
    staff: false,
    verified: false,
  };
  state.users.push(user);
  if (user.email) sendMail(state, user, "activation");
  return user;
}

function checkNewEmail(state: State, email: string): readonly string[] {
  const messages = checkEmail(email);
  if (messages.length > 0) return messages;
  const user = findUser(state, "email", email);
  if (!user || user.verified === false) return [];
  return ["User is already registered with this e-mail address."];
}
