/** django-allauth's headless API for apps: session tokens or JWTs, second factors, verified addresses. */
import type { Answer, Backend, Operation } from "@sojourn/core";
import {
  type AllauthAccount,
  type AllauthParts,
  type AllauthSignUp,
  type AllauthSteps,
  allauthAccount,
  allauthSteps,
} from "./allauth-account.ts";
import {
  type AllauthStrategy,
  challengeOf,
  loggedOut,
  readErrors,
  readRenewed,
  readsLogin,
  refusesRefresh,
} from "./allauth-answers.ts";
import type {
  CommonOptions,
  Credentials,
  JsonObject,
  UsernameOption,
  UserReader,
} from "./options.ts";
import { asIs, given, members, signWith, text } from "./read.ts";

/** The user as allauth's own adapter writes it (allauth/headless/adapter.py, `serialize_user`). Empty values are left out. */
export interface AllauthUser {
  /** The primary key: a number, or a string for a UUID. */
  readonly id: number | string;
  /** The name to show. */
  readonly display: string;
  /** Whether the user can log in with a password. */
  readonly has_usable_password: boolean;
  /** The login name. */
  readonly username?: string | undefined;
  /** The primary address. */
  readonly email?: string | undefined;
}

/** The options of {@link allauthHeadless}. */
export interface AllauthHeadlessOptions<
  Field extends string,
  User,
  SignUp extends object,
  Strategy extends AllauthStrategy,
> extends CommonOptions,
    UsernameOption<Field> {
  /**
   * The server's `HEADLESS_TOKEN_STRATEGY`. `"session"`: one token, in the header `X-Session-Token`, until it is logged out. `"jwt"`:
   * an access and a refresh token. Default: `"session"`, as it is allauth's.
   */
  readonly strategy?: Strategy | undefined;
  /** The path of the API for apps below `baseUrl`. Default: `"_allauth/app/v1/"`. */
  readonly prefix?: string | undefined;
  /** The server's `HEADLESS_JWT_AUTHORIZATION_HEADER_SCHEME`. Default: `"Bearer"`. */
  readonly scheme?: string | undefined;
  /** Your own user, if the server has a `HEADLESS_ADAPTER` of its own. Default: an {@link AllauthUser}. */
  readonly user?: UserReader<User> | undefined;
  /**
   * Makes the body of a sign-up from your own form, for a server with `ACCOUNT_SIGNUP_FORM_CLASS`. The type of its parameter is the
   * input of `session.account.signUp`. Default: {@link AllauthSignUp}, sent unchanged.
   */
  readonly signUp?: ((form: SignUp) => object) | undefined;
}

/**
 * django-allauth 65 in headless mode, its API for apps (`_allauth/app/v1/`), with session tokens or with JWTs.
 *
 * A login may need further steps: it then rejects with `pending`, and `snapshot.pending` names the step. A wrong code rejects with
 * `validation` and leaves the step waiting. If the server no longer knows of the login, `proceed` rejects with
 * `invalid-credentials`: log in again. Too many wrong passwords are a 400 and reject with `throttled` (wire:
 * `login/too-many-attempts`).
 *
 * With session tokens:
 * - Add `x-session-token` to `CORS_ALLOW_HEADERS` if the page has another origin; django-cors-headers does not allow it by default.
 * - Views of Django REST framework answer a dead token with 403 (wire: `drf-me/bad-token`). After a 403 the session asks the server
 *   whether the token is still valid.
 *
 * With JWTs, a logout ends the session on the server, but access tokens work until they expire (wire: `jwt-me/after-logout`).
 *
 * @example
 * ```ts
 * import { createSession, isSessionError } from "@sojourn/core";
 * import { allauthHeadless } from "@sojourn/django";
 *
 * const session = createSession({ backend: allauthHeadless({ baseUrl: "https://api.example.com/" }) });
 *
 * try {
 *   await session.login({ username: "alice", password: "correct horse" });
 * } catch (error) {
 *   if (!isSessionError(error) || error.code !== "pending") throw error;
 *   const { pending } = session.getSnapshot();
 *   if (pending?.step === "mfa_authenticate") await session.proceed({ code: "123456" });
 * }
 * ```
 */
export function allauthHeadless<
  Field extends string = "username",
  User = AllauthUser,
  SignUp extends object = AllauthSignUp,
  Strategy extends AllauthStrategy = "session",
>(
  options: AllauthHeadlessOptions<Field, User, SignUp, Strategy>,
): Backend<Credentials<Field>, User, AllauthAccount<Strategy, User, SignUp>, AllauthSteps<Field>> {
  const own = given(options);
  const { baseUrl, prefix = "_allauth/app/v1/", scheme = "Bearer", signUp = asIs } = own;
  const strategy: AllauthStrategy = own.strategy ?? "session";
  // Without the option, the type User can only be AllauthUser.
  const readUser = (own.user?.read ?? readAllauthUser) as UserReader<User>["read"];
  const challenge = challengeOf(strategy);
  const isRefused = (answer: Answer): boolean => challenge(answer) === "refused";
  const reads = readsLogin(strategy, readUser);
  const session = { path: `${prefix}auth/session`, signed: true };
  const me: Operation<unknown, User> = {
    ...session,
    method: "GET",
    read: (body) => readUser(members(members(members(body).data).user)),
    rejects: isRefused,
  };
  const parts: AllauthParts<User, SignUp> = { prefix, strategy, reads, me, signUp, isRefused };
  return {
    name: "allauthHeadless",
    baseUrl,
    ...tokensOf(strategy, prefix, scheme),
    fields: readErrors,
    challenge,
    login: { method: "POST", path: `${prefix}auth/login`, body: asIs, ...reads },
    logout: { ...session, method: "DELETE", means: loggedOut },
    me,
    steps: allauthSteps(prefix, reads),
    // The operations fit the strategy, which the compiler cannot tell from its name.
    account: allauthAccount(parts) as AllauthAccount<Strategy, User, SignUp>,
  };
}

/** How the tokens of a strategy live, and how they sign. */
function tokensOf(
  strategy: AllauthStrategy,
  prefix: string,
  scheme: string,
): Pick<Backend<never, never>, "lifecycle" | "header" | "refresh"> {
  if (strategy === "session")
    return { lifecycle: "fixed", header: (access) => ["X-Session-Token", access] };
  return {
    header: signWith(scheme),
    refresh: {
      method: "POST",
      path: `${prefix}tokens/refresh`,
      body: ({ refresh }) => ({ refresh_token: refresh }),
      read: readRenewed,
      rejects: refusesRefresh,
    },
  };
}

function readAllauthUser(from: JsonObject): AllauthUser | undefined {
  const { id, display, has_usable_password: canUsePassword, username, email } = from;
  if (typeof id !== "number" && !text(id)) return undefined;
  const user: Record<string, unknown> = {
    id,
    display: text(display) ?? "",
    has_usable_password: canUsePassword === true,
  };
  if (text(username)) user.username = username;
  if (text(email)) user.email = email;
  return user as unknown as AllauthUser;
}
