/** What djoser offers around an account: sign-up, activation, passwords, names, deletion. */
import type { AccountOperation, Answer, Backend, Challenge } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  JsonObject,
  UsernameOption,
  UserReader,
} from "./options.ts";
import { members, text, unauthorized, whoAmI } from "./read.ts";

/** What a server with djoser may tell of a user besides the login field. */
interface DjoserUserDetails {
  /** The primary key: a number, or a text where it is a UUID. Missing where the server's `USER_ID_FIELD` is another. */
  readonly id?: number | string | undefined;
  /** The e-mail address, `""` where there is none. Missing where the user model requires none. */
  readonly email?: string | undefined;
}

/**
 * The user as djoser's own serializer tells it (djoser/serializers.py, `UserSerializer`): always the login field, the rest
 * as the server is set up.
 */
export type DjoserUser<Login extends string> = Readonly<
  Record<Login, string> & Omit<DjoserUserDetails, Login>
>;

/** The form of djoser's default sign-up. */
export type DjoserSignUp<Login extends string> = Credentials<Login> & {
  /** The e-mail address; a server with activation writes to it. */
  email?: string;
  /** The password again, for servers with `USER_CREATE_PASSWORD_RETYPE`. */
  re_password?: string;
};

/** The options that `djoser` and `djoserJwt` have in common. */
export interface DjoserCommonOptions<
  Field extends string,
  Login extends string,
  User,
  SignUp extends object,
> extends CommonOptions,
    UsernameOption<Field> {
  /**
   * djoser's `LOGIN_FIELD`, where the server sets one beside the user model's `USERNAME_FIELD`: what people log in with,
   * and what `users/me/` tells. (simplejwt's login wants the `USERNAME_FIELD` all the same.) Default: `usernameField`.
   */
  readonly loginField?: Login | undefined;
  /**
   * What the project puts before djoser's paths: with `"auth/"`, `baseUrl` is the root of the whole API and login is
   * `auth/token/login/`. Default: `""`.
   */
  readonly prefix?: string | undefined;
  /**
   * Your own user, read out of `users/me/`, where the server's `current_user` serializer is another or you want more of
   * it. Default: a {@link DjoserUser}, `{ username: string; id?: number | string; email?: string }` with `loginField` for
   * `username`.
   */
  readonly user?: UserReader<User> | undefined;
  /**
   * Makes the body of a sign-up out of your own form, for a server that wants other fields; the parameter's type is
   * what `session.account.signUp` takes. Default: {@link DjoserSignUp}, sent as it is.
   */
  readonly signUp?: ((form: SignUp) => object) | undefined;
}

/** What a link in one of djoser's e-mails carries. */
export interface DjoserLink {
  /** Who: the link's `uid`. */
  uid: string;
  /** The permission: the link's `token`. It is no session token. */
  token: string;
}

/** A new login name, as `new_username` or after the login field (`new_email`), and again where the server wants that. */
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
 * The account operations of djoser (djoser/views.py, `UserViewSet`). Inputs have djoser's own names, so that the messages in
 * `SessionError.fields` find their form fields. Nothing here logs anybody in.
 */
export type DjoserAccount<Login extends string, User, SignUp> = {
  /** Makes an account and gives its public members. With activation nobody can log in to it yet. */
  readonly signUp: AccountOperation<SignUp, JsonObject>;
  /** Activates an account with the link of the e-mail; a repeated one is a 403. */
  readonly activate: AccountOperation<DjoserLink, void>;
  /** Sends that e-mail again. djoser 2.1 answers 400 with nothing in it to an address that waits for none. */
  readonly resendActivation: AccountOperation<{ email: string }, void>;
  /** Sends an e-mail to choose a new password; succeeds for unknown addresses too, unless the server tells. */
  readonly resetPassword: AccountOperation<{ email: string }, void>;
  /** Sets the new password with the link of that e-mail. */
  readonly resetPasswordConfirm: AccountOperation<DjoserLink & DjoserNewPassword, void>;
  /** Sends an e-mail to choose a new login name. */
  readonly resetUsername: AccountOperation<{ email: string }, void>;
  /** Sets the new login name with the link of that e-mail. */
  readonly resetUsernameConfirm: AccountOperation<DjoserLink & DjoserNewName<Login>, void>;
  /** Asks again who is logged in, and renews the session's user. */
  readonly me: AccountOperation<void, User>;
  /** Changes members of the user, and renews the session's user. The login name is left alone: see `setUsername`.
   * With `SEND_ACTIVATION_EMAIL` djoser deactivates who changes their e-mail address, and the session is soon `rejected`. */
  readonly updateMe: AccountOperation<Partial<Omit<User, Login | "id">>, User>;
  /** Changes the password. With `LOGOUT_ON_PASSWORD_CHANGE` the token is dead afterwards, and the 204 does not say so. */
  readonly setPassword: AccountOperation<{ current_password: string } & DjoserNewPassword, void>;
  /** Changes the login name; ask `me` afterwards to see it. */
  readonly setUsername: AccountOperation<{ current_password: string } & DjoserNewName<Login>, void>;
  /** Deletes the account, and ends the session. */
  readonly deleteMe: AccountOperation<{ current_password: string }, void>;
};

/** The body of a form is the form. */
const asIs = <Form>(form: Form): Form => form;

/**
 * Reads what djoser's `UserSerializer` tells: the login field, the model's `REQUIRED_FIELDS` (usually the e-mail address)
 * and the `USER_ID_FIELD`, which may be the login field itself.
 */
function readUserBy(loginField: string): (from: JsonObject) => JsonObject | undefined {
  return ({ id, email, [loginField]: name }) => {
    if (!text(name)) return undefined;
    const user: Record<string, unknown> = {};
    if (typeof id === "number" || text(id)) user.id = id;
    // An account may be without an e-mail address: djoser says "" (wire: signup/no-email).
    if (typeof email === "string") user.email = email;
    user[loginField] = name;
    return user;
  };
}

/** All below `users/`: who is logged in, and the account operations. */
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
  // Without the option nothing else can have named User: it is DjoserUser.
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
