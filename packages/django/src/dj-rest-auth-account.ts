/** dj-rest-auth's account operations: sign-up, social logins, the user, passwords, e-mail verification. */
import type {
  AccountOperation,
  Answer,
  Backend,
  Challenge,
  Grant,
  LoginAnswer,
  LoginOperation,
} from "@sojourn/core";
import type { CommonOptions, JsonObject, UsernameOption, UserReader } from "./options.ts";
import { asIs, key, members, unauthorized, whoAmI } from "./read.ts";

/** The members of a user that dj-rest-auth may tell besides the login field. */
export interface DjRestAuthUserDetails {
  /** The login name. Missing if the user model has none. */
  readonly username?: string | undefined;
  /** The e-mail address, or `""`. Missing if the user model has none. */
  readonly email?: string | undefined;
  /** The first name, or `""`. Missing if the user model has none. */
  readonly first_name?: string | undefined;
  /** The last name, or `""`. Missing if the user model has none. */
  readonly last_name?: string | undefined;
}

/**
 * The user as dj-rest-auth's own serializer writes it (dj_rest_auth/serializers.py, `UserDetailsSerializer`). `pk` and the
 * login field are always there; the rest depends on the user model.
 */
export type DjRestAuthUser<Field extends string> = {
  /** The primary key: a number, or a string for a UUID. */
  readonly pk: number | string;
} & Readonly<Record<Field, string> & Omit<DjRestAuthUserDetails, Field>>;

/** The form of dj-rest-auth's default sign-up. */
export interface DjRestAuthSignUp {
  /** The login name. Leave it out if people log in by e-mail. */
  username?: string;
  /** The e-mail address. A server that verifies addresses sends an e-mail to it. */
  email?: string;
  /** The password. */
  password1: string;
  /** The password again. */
  password2: string;
}

/** What a social login needs: the provider's tokens, or its code, which the server exchanges for them. */
export type DjRestAuthSocialLogin =
  | {
      /** The provider's access token. */
      access_token: string;
      /** The provider's ID token. Apple and Google need it. */
      id_token?: string;
    }
  | {
      /** The authorization code that the provider put into the URL of your page. */
      code: string;
    };

/** The options that `djRestAuth` and `djRestAuthJwt` share. */
export interface DjRestAuthCommonOptions<
  Field extends string,
  User,
  SignUp extends object,
  Social extends string,
> extends CommonOptions,
    UsernameOption<Field> {
  /**
   * The prefix of dj-rest-auth's paths in your project. With `"dj-rest-auth/"`, `baseUrl` is the root of the whole API, and
   * login is `dj-rest-auth/login/`. Default: `""`.
   */
  readonly prefix?: string | undefined;
  /**
   * Your own user, read from `user/` and from the answers to logins, if the server sets `USER_DETAILS_SERIALIZER` or you want
   * other members. Default: a {@link DjRestAuthUser}.
   */
  readonly user?: UserReader<User> | undefined;
  /**
   * Makes the body of a sign-up from your own form, for a server with another `REGISTER_SERIALIZER`. The type of its
   * parameter is the input of `session.account.signUp`. Default: {@link DjRestAuthSignUp}, sent unchanged.
   */
  readonly signUp?: ((form: SignUp) => object) | undefined;
  /**
   * Your social logins, by a name of your choice: the path of each `SocialLoginView`, after `prefix`. With
   * `{ google: "google/" }`, `session.account.google({ access_token })` logs in. Default: none.
   */
  readonly social?: Readonly<Record<Social, string>> | undefined;
}

/** A new password, twice. */
export interface DjRestAuthNewPassword {
  /** The new password. */
  new_password1: string;
  /** The new password again. */
  new_password2: string;
}

/** The operations that dj-rest-auth itself has. */
type Operations<User, SignUp> = {
  /**
   * Creates an account and logs in to it. If the server wants to verify the e-mail address first, nobody is logged in: the
   * call rejects with the code `"pending"`, and `snapshot.pending.step` is `"verify-email"`.
   */
  readonly signUp: LoginOperation<SignUp, User>;
  /** Verifies an e-mail address with the key of the e-mail. Then people can log in. */
  readonly verifyEmail: AccountOperation<{ key: string }, void>;
  /** Sends that e-mail again. Succeeds for unknown addresses too. */
  readonly resendEmail: AccountOperation<{ email: string }, void>;
  /** Sends an e-mail for choosing a new password. Succeeds for unknown addresses too. */
  readonly resetPassword: AccountOperation<{ email: string }, void>;
  /** Sets the new password with `uid` and `token` of the link in that e-mail. */
  readonly resetPasswordConfirm: AccountOperation<
    { uid: string; token: string } & DjRestAuthNewPassword,
    void
  >;
  /** Asks again who is logged in, and updates the session's user. */
  readonly me: AccountOperation<void, User>;
  /** Changes members of the user, and updates the session's user. The server ignores a new e-mail address. */
  readonly updateMe: AccountOperation<Partial<Omit<User, "pk">>, User>;
  /** Changes the password. With `OLD_PASSWORD_FIELD_ENABLED` the server wants the old one too. */
  readonly setPassword: AccountOperation<{ old_password?: string } & DjRestAuthNewPassword, void>;
};

/**
 * The account operations of dj-rest-auth (dj_rest_auth/views.py, dj_rest_auth/registration/views.py), and a login for each
 * name in the option `social`. Inputs have dj-rest-auth's own names, so that you can match the messages in
 * `SessionError.fields` with form fields.
 */
export type DjRestAuthAccount<User, SignUp, Social extends string = never> = Operations<
  User,
  SignUp
> & { readonly [Name in Social]: LoginOperation<DjRestAuthSocialLogin, User> };

/** Reads the answer of dj-rest-auth's `UserDetailsSerializer`. */
function readUserBy(field: string): (from: JsonObject) => JsonObject | undefined {
  return (from) => {
    if (key(from.pk) === undefined || typeof from[field] !== "string") return undefined;
    const user: Record<string, unknown> = { pk: from.pk };
    for (const name of [field, "username", "email", "first_name", "last_name"]) {
      if (typeof from[name] === "string") user[name] = from[name];
    }
    return user;
  };
}

/** The reader of the session's user: that of the option, or the default one. */
export function userReader<Field extends string, User>({
  user,
  usernameField = "username" as Field,
}: Pick<
  DjRestAuthCommonOptions<Field, User, never, never>,
  "user" | "usernameField"
>): UserReader<User>["read"] {
  // Without the option, the type User can only be DjRestAuthUser.
  return user?.read ?? (readUserBy(usernameField) as UserReader<User>["read"]);
}

/** Everything but the tokens: the current user, and the account operations. `readGrant` reads the tokens in an answer. */
export function djRestAuthUsers<
  Field extends string,
  User,
  SignUp extends object,
  Social extends string,
>(
  options: DjRestAuthCommonOptions<Field, User, SignUp, Social>,
  challenge: (answer: Answer) => Challenge | undefined,
  readGrant: (body: unknown) => Grant<User> | undefined,
): Pick<Backend<never, User, DjRestAuthAccount<User, SignUp, Social>>, "me" | "account"> {
  const { prefix = "", signUp = asIs, social = {} as Record<Social, string> } = options;
  const me = whoAmI(`${prefix}user/`, userReader(options), challenge);
  const post = (path: string, signed = false): AccountOperation<object, void> => ({
    method: "POST",
    path: prefix + path,
    signed,
    rejects: (answer) => signed && unauthorized(answer),
    body: asIs,
  });
  const operations: Operations<User, SignUp> = {
    signUp: {
      method: "POST",
      path: `${prefix}registration/`,
      body: signUp,
      read: (body) => readGrant(body) ?? readPending(body),
      after: "login",
    },
    verifyEmail: post("registration/verify-email/"),
    resendEmail: post("registration/resend-email/"),
    resetPassword: post("password/reset/"),
    resetPasswordConfirm: post("password/reset/confirm/"),
    me: { ...me, after: "user" },
    updateMe: { ...post("user/", true), method: "PATCH", read: me.read, after: "user" },
    setPassword: post("password/change/", true),
  };
  const logins = Object.entries<string>(social).map(
    ([name, path]) => [name, { ...post(path), read: readGrant, after: "login" }] as const,
  );
  return {
    me,
    account: { ...operations, ...Object.fromEntries(logins) } as DjRestAuthAccount<
      User,
      SignUp,
      Social
    >,
  };
}

/** With mandatory verification, a sign-up is answered with nothing but a sentence. */
function readPending(body: unknown): LoginAnswer<never> | undefined {
  const { detail } = members(body);
  if (typeof detail !== "string") return undefined;
  return { pending: { step: "verify-email" } };
}
