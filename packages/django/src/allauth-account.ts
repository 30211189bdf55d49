/** allauth headless: its account operations, and the further steps of a login. */
import type { AccountOperation, Answer, LoginOperation, Operation, Step } from "@sojourn/core";
import {
  type AllauthStrategy,
  nobodyIsSuccess,
  type ReadsLogin,
  readsStep,
  readsVerification,
} from "./allauth-answers.ts";
import type { Credentials, JsonObject } from "./options.ts";
import { asIs, members } from "./read.ts";

/** The form of allauth's default sign-up. */
export interface AllauthSignUp {
  /** The login name. Leave it out if people log in by e-mail. */
  username?: string;
  /** The e-mail address. A server that verifies addresses sends an e-mail to it. */
  email?: string;
  /** The password. */
  password: string;
}

/** The token of a social login that your page got from the provider. */
export interface AllauthProviderToken {
  /** The provider's id in the server's settings: `"google"`. */
  provider: string;
  /** The tokens, and the client that they were issued to. */
  token: { client_id: string; access_token?: string; id_token?: string };
}

/** A one-time code. */
export interface AllauthCode {
  /** What the authenticator app or the e-mail says. */
  code: string;
}

/** The second factors that a user has. */
export interface AllauthSecondFactors {
  /** By allauth's own names: `"totp"`. */
  readonly types: readonly string[];
}

/** The steps of a login, by allauth's own names. `session.proceed()` takes the input of the one in `snapshot.pending`. */
export type AllauthSteps<Field extends string> = {
  /** A second factor: the code of an authenticator app. */
  readonly mfa_authenticate: Step<AllauthCode, AllauthSecondFactors>;
  /**
   * An address that waits for verification. `key` is the code in the e-mail, or the key in its link. A code logs in. After a link
   * the step `login` comes next; a page that the link opened calls `account.verifyEmail`.
   */
  readonly verify_email: Step<{ key: string }, undefined>;
  /** A code that was mailed by `account.requestLoginCode`. */
  readonly login_by_code: Step<AllauthCode, undefined>;
  /** The address is verified, and people log in as usual. */
  readonly login: Step<Credentials<Field>, undefined>;
};

/** A new password. */
export interface AllauthNewPassword {
  /** The present one. Leave it out for users without one, after a social login for example. */
  current_password?: string;
  /** The new one. */
  new_password: string;
}

/**
 * Changes the password. The server then forgets the old session. With session tokens its answer has a new one, so the session goes on.
 * With JWTs it has none (allauth 65.19.1), so the session ends here as well; log in again with the new password.
 */
export type AllauthSetPassword<Strategy extends AllauthStrategy, User> = Strategy extends "jwt"
  ? AccountOperation<AllauthNewPassword, void>
  : LoginOperation<AllauthNewPassword, User>;

/**
 * The account operations of allauth headless (allauth/headless/account/urls.py). Inputs have allauth's own names, so that you can
 * match the messages in `SessionError.fields` with form fields.
 */
export type AllauthAccount<Strategy extends AllauthStrategy, User, SignUp> = {
  /** Creates an account and logs in. Rejects with `pending` if the address must be verified first. */
  readonly signUp: LoginOperation<SignUp, User>;
  /** Verifies an address with the key of a link, whoever is logged in. Logs nobody in. */
  readonly verifyEmail: AccountOperation<{ key: string }, void>;
  /** Sends the e-mail for verifying an address of the user once more. */
  readonly resendEmail: AccountOperation<{ email: string }, void>;
  /** Sends a code for logging in without a password. Rejects with `pending`; `session.proceed({ code })` logs in. */
  readonly requestLoginCode: LoginOperation<{ email: string }, User>;
  /** Logs in with the token of a social login. */
  readonly socialLogin: LoginOperation<AllauthProviderToken, User>;
  /** Sends an e-mail for choosing a new password. Succeeds for unknown addresses too. */
  readonly resetPassword: AccountOperation<{ email: string }, void>;
  /** Sets the new password with the key of that e-mail's link. Logs nobody in. */
  readonly resetPasswordConfirm: AccountOperation<{ key: string; password: string }, void>;
  /** Changes the password. */
  readonly setPassword: AllauthSetPassword<Strategy, User>;
  /** Asks again who is logged in, and updates the session's user. */
  readonly me: AccountOperation<void, User>;
};

/** What the operations of one server have in common. */
export interface AllauthParts<User, SignUp> {
  readonly prefix: string;
  readonly strategy: AllauthStrategy;
  readonly reads: ReadsLogin<User>;
  readonly me: Operation<unknown, User>;
  readonly signUp: (form: SignUp) => object;
  isRefused(answer: Answer): boolean;
}

/** All account operations. */
export function allauthAccount<User, SignUp>(
  parts: AllauthParts<User, SignUp>,
): AllauthAccount<AllauthStrategy, User, SignUp> {
  const { prefix, strategy, reads, me, signUp, isRefused } = parts;
  const post = (path: string) =>
    ({ method: "POST", path: prefix + path, body: asIs<object> }) as const;
  const login = (path: string) => ({ ...post(path), ...reads, after: "login" }) as const;
  const signed = { signed: true, rejects: isRefused } as const;
  const changePassword = { ...post("account/password/change"), ...signed };
  const setPassword: AllauthSetPassword<AllauthStrategy, User> =
    strategy === "jwt"
      ? { ...changePassword, after: "end" }
      : { ...changePassword, read: reads.read, after: "login" };
  return {
    signUp: { ...login("auth/signup"), body: (form) => signUp(form) },
    verifyEmail: { ...post("auth/email/verify"), means: nobodyIsSuccess },
    resendEmail: { ...post("account/email"), ...signed, method: "PUT" },
    requestLoginCode: login("auth/code/request"),
    socialLogin: {
      ...login("auth/provider/token"),
      body: (input) => ({ ...input, process: "login" }),
    },
    resetPassword: post("auth/password/request"),
    resetPasswordConfirm: { ...post("auth/password/reset"), means: nobodyIsSuccess },
    setPassword,
    me: { ...me, after: "user" },
  };
}

/** All steps. The session token of the login that waits travels as their ticket. */
export function allauthSteps<Field extends string, User>(
  prefix: string,
  reads: ReadsLogin<User>,
): AllauthSteps<Field> {
  const step = <Input>(path: string, how: ReadsLogin<User>): Step<Input, undefined> => ({
    method: "POST",
    path: prefix + path,
    headers: ({ ticket }) => ({ "X-Session-Token": ticket }),
    body: ({ input }) => input as object,
    data: () => undefined,
    ...how,
  });
  const { headers: _ticket, ...login } = step<Credentials<Field>>("auth/login", reads);
  return {
    mfa_authenticate: {
      ...step<AllauthCode>("auth/2fa/authenticate", readsStep(reads)),
      data: readSecondFactors,
    },
    verify_email: step("auth/email/verify", readsVerification(reads)),
    login_by_code: step("auth/code/confirm", readsStep(reads)),
    login,
  };
}

function readSecondFactors(flow: unknown): AllauthSecondFactors {
  const { types }: JsonObject = members(flow);
  const names: readonly unknown[] = Array.isArray(types) ? types : [];
  return { types: names.filter((name) => typeof name === "string") };
}
