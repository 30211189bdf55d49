/** djoser's account operations: sign-up, activation, passwords, names, deletion. */
import type { AccountOperation, Answer, Backend, Challenge } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  JsonObject,
  UsernameOption,
  UserReader,
} from "./options.ts";
import { asIs, members, text, unauthorized, whoAmI } from "./read.ts";

/** The members of a user that a server with djoser may tell besides the login field. */
export interface DjoserUserDetails {
  /** The primary key: a number, or a string for a UUID. Missing if the server's `USER_ID_FIELD` is another field. */
  readonly id?: number | string | undefined;
  /** The e-mail address, or `""`. Missing if the user model does not require one. */
  readonly email?: string | undefined;
}

/**
 * The user as djoser's own serializer writes it (djoser/serializers.py, `UserSerializer`). The login field is always
 * there; the rest depends on the server's settings.
 */
export type DjoserUser<Login extends string> = Readonly<
  Record<Login, string> & Omit<DjoserUserDetails, Login>
>;

/** The form of djoser's default sign-up. */
export type DjoserSignUp<Login extends string> = Credentials<Login> & {
  /** The e-mail address. A server with activation sends an e-mail to it. */
  email?: string;
  /** The password again, for servers with `USER_CREATE_PASSWORD_RETYPE`. */
  re_password?: string;
};

/** The options that `djoser` and `djoserJwt` share. */
export interface DjoserCommonOptions<
  Field extends string,
  Login extends string,
  User,
  SignUp extends object,
> extends CommonOptions,
    UsernameOption<Field> {
  /**
   * djoser's `LOGIN_FIELD`, if the server sets one besides the user model's `USERNAME_FIELD`: the field that people log
   * in with and that `users/me/` tells. (simplejwt's login still expects the `USERNAME_FIELD`.) Default: `usernameField`.
   */
  readonly loginField?: Login | undefined;
  /**
   * The prefix of djoser's paths in your project. With `"auth/"`, `baseUrl` is the root of the whole API, and login is
   * `auth/token/login/`. Default: `""`.
   */
  readonly prefix?: string | undefined;
  /**
   * Your own user, read from `users/me/`, if the server has another `current_user` serializer or you want more members.
   * Default: a {@link DjoserUser}, `{ username: string; id?: number | string; email?: string }`, with `loginField` for
   * `username`.
   */
  readonly user?: UserReader<User> | undefined;
  /**
   * Makes the body of a sign-up from your own form, for a server that expects other fields. The type of its parameter
   * is the input of `session.account.signUp`. Default: {@link DjoserSignUp}, sent unchanged.
   */
  readonly signUp?: ((form: SignUp) => object) | undefined;
}

/** The parts of a link in one of djoser's e-mails. */
export interface DjoserLink {
  /** The link's `uid`, which names the user. */
  uid: string;
  /** The link's `token`. It is not a session token. */
  token: string;
}

/** A new login name: `new_username`, or named after the login field (`new_email`). Repeat it if the server requires that. */
export type DjoserNewName<Login extends string> = {
  [Name in `new_${Login}`]: string;
} & { [Name in `re_new_${Login}`]?: string };

/** A new password. */
export interface DjoserNewPassword {
  /** The new password. */
  new_password: string;
  /** The new password again, for servers with `SET_PASSWORD_RETYPE` or `PASSWORD_RESET_CONFIRM_RETYPE`. */
  re_new_password?: string;
}

/**
 * The account operations of djoser (djoser/views.py, `UserViewSet`). Inputs have djoser's own names, so that you can match
 * the messages in `SessionError.fields` with form fields. None of them logs anybody in.
 */
export type DjoserAccount<Login extends string, User, SignUp> = {
  /** Creates an account and resolves to its public members. With activation, nobody can log in to it yet. */
  readonly signUp: AccountOperation<SignUp, JsonObject>;
  /** Activates an account with the link of the e-mail. Using the link again is a 403. */
  readonly activate: AccountOperation<DjoserLink, void>;
  /** Sends that e-mail again. djoser 2.1 answers an empty 400 if the address is not waiting for activation. */
  readonly resendActivation: AccountOperation<{ email: string }, void>;
  /** Sends an e-mail for choosing a new password. Succeeds for unknown addresses too, unless the server tells them. */
  readonly resetPassword: AccountOperation<{ email: string }, void>;
  /** Sets the new password with the link of that e-mail. */
  readonly resetPasswordConfirm: AccountOperation<DjoserLink & DjoserNewPassword, void>;
  /** Sends an e-mail for choosing a new login name. */
  readonly resetUsername: AccountOperation<{ email: string }, void>;
  /** Sets the new login name with the link of that e-mail. */
  readonly resetUsernameConfirm: AccountOperation<DjoserLink & DjoserNewName<Login>, void>;
  /** Asks again who is logged in, and updates the session's user. */
  readonly me: AccountOperation<void, User>;
  /**
   * Changes members of the user, and updates the session's user. For the login name use `setUsername`. With
   * `SEND_ACTIVATION_EMAIL`, djoser deactivates users who change their e-mail address, and their session is soon
   * `rejected`.
   */
  readonly updateMe: AccountOperation<Partial<Omit<User, Login | "id">>, User>;
  /** Changes the password. With `LOGOUT_ON_PASSWORD_CHANGE` the token is dead afterwards; the 204 does not tell. */
  readonly setPassword: AccountOperation<{ current_password: string } & DjoserNewPassword, void>;
  /** Changes the login name. Call `me` afterwards to update the user. */
  readonly setUsername: AccountOperation<{ current_password: string } & DjoserNewName<Login>, void>;
  /** Deletes the account and ends the session. */
  readonly deleteMe: AccountOperation<{ current_password: string }, void>;
};

/**
 * Reads the answer of djoser's `UserSerializer`: the login field, the model's `REQUIRED_FIELDS` (usually the e-mail
 * address) and the `USER_ID_FIELD`, which may be the login field itself.
 */
function readUserBy(loginField: string): (from: JsonObject) => JsonObject | undefined {
  return ({ id, email, [loginField]: name }) => {
    if (!text(name)) return undefined;
    const user: Record<string, unknown> = {};
    if (typeof id === "number" || text(id)) user.id = id;
    // djoser writes "" for an account without an e-mail address (wire: signup/no-email).
    if (typeof email === "string") user.email = email;
    user[loginField] = name;
    return user;
  };
}

/** Everything below `users/`: the current user, and the account operations. */
export function djoserUsers<
  Field extends string,
  Login extends string,
  User,
  SignUp extends object,
>(
  options: DjoserCommonOptions<Field, Login, User, SignUp>,
  challenge: (answer: Answer) => Challenge | undefined,
): Pick<Backend<never, User, DjoserAccount<Login, User, SignUp>>, "me" | "account"> {
  const { prefix = "", usernameField: field = "username", user, signUp = asIs } = options;
  const users = `${prefix}users/`;
  // Without the option, the type User can only be DjoserUser.
  const read = user?.read ?? (readUserBy(options.loginField ?? field) as UserReader<User>["read"]);
  const me = whoAmI(`${users}me/`, read, challenge);
  const post = (action: string, signed = false): AccountOperation<object, void> => ({
    method: "POST",
    path: `${users}${action}/`,
    signed,
    rejects: (answer) => signed && unauthorized(answer),
    body: asIs,
  });
  return {
    me,
    account: {
      signUp: { method: "POST", path: users, body: signUp, read: members },
      activate: post("activation"),
      resendActivation: post("resend_activation"),
      resetPassword: post("reset_password"),
      resetPasswordConfirm: post("reset_password_confirm"),
      resetUsername: post(`reset_${field}`),
      resetUsernameConfirm: post(`reset_${field}_confirm`),
      setPassword: post("set_password", true),
      setUsername: post(`set_${field}`, true),
      me: { ...me, after: "user" },
      updateMe: { ...post("me", true), method: "PATCH", read: me.read, after: "user" },
      deleteMe: { ...post("me", true), method: "DELETE", after: "end" },
    },
  };
}
