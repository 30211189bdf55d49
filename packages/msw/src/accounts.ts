/** djoser's `users/`: sign-up, activation, the user's own account, passwords. */
import { type DjoserRules, findByUid, makeToken, sendMail } from "./account-mails.ts";
import { type Context, NeedsUser, type Route, type View } from "./drf.ts";
import { checkEmail, checkPassword, type Field, has, readFields } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { dropKeys, findUser, removeUser, type State, type User } from "./state.ts";

const USERNAME =
  "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";

/** All of `djoser.urls`. */
export function accountRoutes(rules: DjoserRules): Route[] {
  const open = (path: string, view: View): Route => ({
    path,
    allow: "anyone",
    views: { POST: view },
  });
  const own = (path: string, view: View): Route => ({
    path,
    allow: "users",
    views: { POST: view },
  });
  return [
    {
      path: "users/",
      allow: "anyone",
      views: { GET: (context) => json(200, [show(rules, me(context))]), POST: signUp(rules) },
    },
    open("users/activation/", activate),
    open("users/resend_activation/", resendActivation(rules)),
    open("users/reset_password/", mailLink(rules, "password-reset")),
    open("users/reset_password_confirm/", confirmPassword(rules)),
    own("users/set_password/", setPassword(rules)),
    own(`users/set_${rules.loginField}/`, setName(rules)),
    open(`users/reset_${rules.loginField}/`, mailLink(rules, "username-reset")),
    open(`users/reset_${rules.loginField}_confirm/`, confirmName(rules)),
    { path: "users/me/", allow: "users", views: accountViews(rules) },
    { path: "users/<id>/", allow: "users", views: accountViews(rules) },
  ];
}

function accountViews(rules: DjoserRules): Route["views"] {
  const change: View = (context) => {
    const user = me(context);
    const optional = { optional: true, blank: true, check: checkEmail };
    const { email } = readFields(context.data(), { email: optional });
    if (has(context.data(), "email") && rules.loginField !== "email") user.email = email;
    return json(200, show(rules, user));
  };
  return {
    GET: (context) => json(200, show(rules, me(context))),
    PUT: change,
    PATCH: change,
    DELETE: (context) => {
      const user = me(context);
      readFields(context.data(), { current_password: current(user) });
      removeUser(context.state, user);
      return json(204);
    },
  };
}

function signUp(rules: DjoserRules): View {
  return ({ state, data }) => {
    const byEmail = rules.loginField === "email";
    const input = readFields<"username" | "email" | "password" | "re_password">(data(), {
      username: { optional: true },
      email: { optional: true, blank: true, check: checkEmail },
      [rules.loginField]: nameField(rules, state),
      password: { verbatim: true },
      re_password: { verbatim: true, optional: !rules.retype },
    });
    checkNew("password", input.password, input);
    checkRepeated(rules, input.password, input.re_password);
    state.last.user += 1;
    const user: User = {
      id: state.last.user,
      username: input[rules.loginField],
      email: input.email,
      password: input.password,
      active: !rules.activation,
      staff: false,
    };
    state.users.push(user);
    if (rules.activation) sendMail(state, user, "activation");
    if (byEmail) return json(201, { email: user.email, id: user.id });
    return json(201, { email: user.email, username: user.username, id: user.id });
  };
}

const activate: View = ({ state, data }) => {
  const { uid, token } = readFields(data(), { uid: {}, token: {} });
  const user = findByUid(state, uid);
  if (token !== makeToken(state, user, "activation")) throw staleLink();
  if (user.active) throw new Refusal(403, { detail: "Stale token for given user." });
  user.active = true;
  return json(204);
};

function resendActivation(rules: DjoserRules): View {
  return ({ state, data }) => {
    const { email } = readFields(data(), { email: { check: checkEmail } });
    if (!rules.activation) return json(400);
    const user = findUser(state, "email", email);
    if (user && !user.active) sendMail(state, user, "activation");
    return json(204);
  };
}

function mailLink(rules: DjoserRules, kind: "password-reset" | "username-reset"): View {
  return ({ state, data }) => {
    const { email } = readFields(data(), { email: { check: checkEmail } });
    const user = findUser(state, "email", email);
    if (user?.active) sendMail(state, user, kind);
    else if (rules.showEmailNotFound) {
      throw new Refusal(400, ["User with given email does not exist."]);
    }
    return json(204);
  };
}

function confirmPassword(rules: DjoserRules): View {
  return ({ state, data }) => {
    const input = readFields(data(), {
      uid: {},
      token: {},
      new_password: { verbatim: true },
      re_new_password: { verbatim: true, optional: !rules.retype },
    });
    const user = findByUid(state, input.uid);
    if (input.token !== makeToken(state, user, "password-reset")) throw staleLink();
    checkNew("new_password", input.new_password, user);
    checkRepeated(rules, input.new_password, input.re_new_password);
    user.password = input.new_password;
    if (rules.logoutOnPasswordChange) dropKeys(state, user.id);
    return json(204);
  };
}

function setPassword(rules: DjoserRules): View {
  return (context) => {
    const user = me(context);
    const input = readFields(context.data(), {
      new_password: { verbatim: true },
      re_new_password: { verbatim: true, optional: !rules.retype },
      current_password: current(user),
    });
    checkNew("new_password", input.new_password, user);
    checkRepeated(rules, input.new_password, input.re_new_password);
    user.password = input.new_password;
    if (rules.logoutOnPasswordChange) dropKeys(context.state, user.id);
    return json(204);
  };
}

function setName(rules: DjoserRules): View {
  const field = `new_${rules.loginField}`;
  return (context) => {
    const user = me(context);
    const input = readFields(context.data(), {
      current_password: current(user),
      [field]: nameField(rules, context.state),
    });
    user[rules.loginField] = input[field] ?? "";
    return json(204);
  };
}

function confirmName(rules: DjoserRules): View {
  const field = `new_${rules.loginField}`;
  return ({ state, data }) => {
    const input = readFields(data(), { uid: {}, token: {}, [field]: nameField(rules, state) });
    const user = findByUid(state, input.uid ?? "");
    if (input.token !== makeToken(state, user, "username-reset")) throw staleLink();
    user[rules.loginField] = input[field] ?? "";
    return json(204);
  };
}

/** The login name of a new user, or the new one of a user. */
export function nameField({ loginField }: Pick<DjoserRules, "loginField">, state: State): Field {
  const taken = (value: string): boolean => findUser(state, loginField, value) !== undefined;
  if (loginField === "email") {
    const message = "email user with this email already exists.";
    const check = (value: string) => {
      if (taken(value)) return [message];
      return checkEmail(value);
    };
    return { check };
  }
  return {
    maxLength: 150,
    check: (value) => {
      if (!/^[\p{L}\p{N}@.+_-]+$/u.test(value)) return [USERNAME];
      if (taken(value)) return ["A user with that username already exists."];
      return [];
    },
  };
}

/** The current password. djoser checks it while it reads the field. */
function current({ password }: User): Field {
  return {
    verbatim: true,
    check: (value) => {
      if (value === password) return [];
      return ["Invalid password."];
    },
  };
}

/** The user of the request. Without one it is a 401; for another user's record it is a 404 (djoser's `HIDE_USERS`). */
function me({ user, id }: Context): User {
  if (!user) throw new NeedsUser();
  if (id !== "" && id !== String(user.id)) throw new Refusal(404, { detail: "Not found." });
  return user;
}

/** The JSON of a user, with the members in djoser's order. */
function show({ loginField, userIdField }: DjoserRules, { id, email, username }: User): object {
  if (userIdField !== "id" && loginField === "email") return { email };
  if (userIdField !== "id") return { email, username };
  if (loginField === "email") return { id, email };
  return { email, id, username };
}

function checkNew(
  field: string,
  password: string,
  { username, email }: { readonly username: string; readonly email: string },
): void {
  const messages = checkPassword(password, username, email);
  if (messages.length > 0) throw new Refusal(400, { [field]: messages });
}

function checkRepeated({ retype }: DjoserRules, password: string, repeated: string): void {
  if (retype && password !== repeated) {
    throw new Refusal(400, { non_field_errors: ["The two password fields didn't match."] });
  }
}

function staleLink(): Refusal {
  return new Refusal(400, { token: ["Invalid token for given user."] });
}
