// The types that follow from the options of a factory: credentials, user, account operations.
import {
  type Backend,
  type CookieDescription,
  cookieMode,
  createSession,
  extendBackend,
} from "@sojourn/core";
import {
  allauthHeadless,
  authToken,
  djangoRestFrameworkJwt,
  djoser,
  djoserJwt,
  djRestAuth,
  djRestAuthJwt,
  drfJwt,
  knox,
  ninjaJwt,
  sessionAuth,
  simpleJwt,
  slidingJwt,
} from "@sojourn/django";
import { expectTypeOf, test } from "vitest";

type CredentialsOf<B> =
  B extends Backend<infer Credentials, infer _User, infer _Account> ? Credentials : never;
type UserOf<B> = B extends Backend<infer _Credentials, infer User, infer _Account> ? User : never;
type AccountOf<B> =
  B extends Backend<infer _Credentials, infer _User, infer Account> ? Account : never;
type InputOf<B, Name extends keyof AccountOf<B>> = AccountOf<B>[Name] extends {
  body?(input: infer Input): object;
}
  ? Input
  : never;

const baseUrl = "/api/";
const plain = simpleJwt({ baseUrl });
const email = simpleJwt({ baseUrl, usernameField: "email" });
const asked = slidingJwt({
  baseUrl,
  user: { path: "me/", read: ({ id }) => (typeof id === "number" ? { id } : undefined) },
});

test("usernameField decides the type of the credentials", () => {
  expectTypeOf<CredentialsOf<typeof plain>>().toEqualTypeOf<{
    username: string;
    password: string;
  }>();
  expectTypeOf<CredentialsOf<typeof email>>().toEqualTypeOf<{ email: string; password: string }>();
  const token = authToken({ baseUrl });
  expectTypeOf<CredentialsOf<typeof token>>().toEqualTypeOf<{
    username: string;
    password: string;
  }>();
  // @ts-expect-error authtoken calls the field username whatever it carries
  authToken({ baseUrl, usernameField: "email" });
});

test("the user has the default type, or the type that read returns", () => {
  expectTypeOf<UserOf<typeof plain>>().toEqualTypeOf<{ readonly id: string }>();
  expectTypeOf<UserOf<typeof asked>>().toEqualTypeOf<{ id: number }>();
  const drf = drfJwt({ baseUrl, scheme: "Bearer" });
  expectTypeOf<UserOf<typeof drf>["username"]>().toEqualTypeOf<string>();
  expectTypeOf<UserOf<typeof drf>["email"]>().toEqualTypeOf<string | undefined>();
  const token = authToken({ baseUrl });
  // @ts-expect-error the server tells nothing about the user
  type _Name = UserOf<typeof token>["username"];
  // @ts-expect-error with an opaque token, the option needs an endpoint
  authToken({ baseUrl, user: { read: () => ({ id: 1 }) } });
});

test("djoser's user has its login field", () => {
  const byName = djoser({ baseUrl });
  const byEmail = djoserJwt({ baseUrl, usernameField: "email" });
  const own = djoser({
    baseUrl,
    user: { read: ({ key }) => (key ? { key: `${key}` } : undefined) },
  });
  expectTypeOf<UserOf<typeof byName>>().toEqualTypeOf<{
    readonly id?: number | string | undefined;
    readonly username: string;
    readonly email?: string | undefined;
  }>();
  expectTypeOf<UserOf<typeof byEmail>>().toEqualTypeOf<{
    readonly id?: number | string | undefined;
    readonly email: string;
  }>();
  expectTypeOf<UserOf<typeof own>>().toEqualTypeOf<{ key: string }>();
});

test("djoser's LOGIN_FIELD names the user, and simplejwt's login keeps the USERNAME_FIELD", () => {
  const tokens = djoser({ baseUrl, loginField: "email" });
  const jwt = djoserJwt({ baseUrl, loginField: "email" });
  type Named = { readonly email: string; readonly id?: number | string | undefined };
  expectTypeOf<UserOf<typeof tokens>>().toEqualTypeOf<Named>();
  expectTypeOf<UserOf<typeof jwt>>().toEqualTypeOf<Named>();
  expectTypeOf<CredentialsOf<typeof tokens>>().toEqualTypeOf<{ email: string; password: string }>();
  expectTypeOf<CredentialsOf<typeof jwt>>().toEqualTypeOf<{ username: string; password: string }>();
  type Name = InputOf<typeof jwt, "setUsername">;
  expectTypeOf({ current_password: "c", new_email: "a@b.c" }).toExtend<Name>();
  expectTypeOf<InputOf<typeof tokens, "updateMe">>().toEqualTypeOf<Record<never, never>>();
});

test("both packages of rest_framework_jwt have the same user and credentials", () => {
  const original = djangoRestFrameworkJwt({ baseUrl });
  const fork = drfJwt({ baseUrl });
  expectTypeOf<UserOf<typeof original>>().toEqualTypeOf<UserOf<typeof fork>>();
  expectTypeOf<CredentialsOf<typeof original>>().toEqualTypeOf<CredentialsOf<typeof fork>>();
});

test("djoser's account operations take typed forms", () => {
  const byName = djoser({ baseUrl });
  const byEmail = djoserJwt({ baseUrl, usernameField: "email" });
  const own = djoserJwt({ baseUrl, signUp: (form: { mail: string }) => ({ email: form.mail }) });
  type Name = InputOf<typeof byName, "setUsername">;
  type Email = InputOf<typeof byEmail, "setUsername">;
  expectTypeOf({ current_password: "c", new_username: "ada" }).toExtend<Name>();
  expectTypeOf({ current_password: "c", new_email: "a@b.c" }).toExtend<Email>();
  expectTypeOf({ current_password: "c", new_username: "ada" }).not.toExtend<Email>();
  expectTypeOf({ username: "ada", password: "p" }).toExtend<InputOf<typeof byName, "signUp">>();
  expectTypeOf({ username: "ada", password: "p" }).not.toExtend<
    InputOf<typeof byEmail, "signUp">
  >();
  expectTypeOf<InputOf<typeof own, "signUp">>().toEqualTypeOf<{ mail: string }>();
  expectTypeOf<InputOf<typeof byName, "updateMe">>().toEqualTypeOf<{
    readonly email?: string | undefined;
  }>();
});

test("a backend without account operations offers none", () => {
  expectTypeOf<keyof AccountOf<typeof plain>>().toEqualTypeOf<never>();
  const silent = knox({ baseUrl, user: { read: () => ({ id: 1 }) } });
  expectTypeOf<keyof AccountOf<typeof silent>>().toEqualTypeOf<never>();
  // @ts-expect-error nothing can be asked
  createSession({ backend: plain }).account.me();
});

test("a user endpoint is offered as account.me, with the type that read returns", () => {
  const user = {
    path: "me/",
    read: ({ id }: { id?: unknown }) => (typeof id === "number" ? { id } : undefined),
  };
  const backends = [
    simpleJwt({ baseUrl, user }),
    slidingJwt({ baseUrl, user }),
    drfJwt({ baseUrl, user }),
    djangoRestFrameworkJwt({ baseUrl, user }),
    authToken({ baseUrl, user }),
    knox({ baseUrl, user }),
    ninjaJwt({ baseUrl, user }),
  ] as const;
  const sessions = backends.map((backend) => createSession({ backend }));
  expectTypeOf<(typeof sessions)[number]["account"]["me"]>().returns.resolves.toEqualTypeOf<{
    id: number;
  }>();
  const byEmail = createSession({ backend: simpleJwt({ baseUrl, usernameField: "email", user }) });
  expectTypeOf(byEmail.account.me).returns.resolves.toEqualTypeOf<{ id: number }>();
  expectTypeOf(byEmail.login).parameter(0).toEqualTypeOf<{ email: string; password: string }>();
  const named = authToken<{ id: number }>({ baseUrl, user });
  expectTypeOf<AccountOf<typeof named>>().toHaveProperty("me");
});

test("ninja-jwt has simplejwt's user and no account operations without a user endpoint", () => {
  const ninja = ninjaJwt({ baseUrl, usernameField: "email" });
  expectTypeOf<UserOf<typeof ninja>>().toEqualTypeOf<UserOf<typeof plain>>();
  expectTypeOf<CredentialsOf<typeof ninja>>().toEqualTypeOf<{ email: string; password: string }>();
  expectTypeOf<keyof AccountOf<typeof ninja>>().toEqualTypeOf<never>();
});

test("knox's user comes from the login answer or an endpoint, and is empty without the option", () => {
  const told = knox({ baseUrl, user: { read: ({ username }) => ({ username: `${username}` }) } });
  const empty = knox({ baseUrl });
  expectTypeOf<UserOf<typeof told>>().toEqualTypeOf<{ username: string }>();
  // @ts-expect-error the server tells nothing about the user
  type _Name = UserOf<typeof empty>["username"];
});

test("dj-rest-auth's user has pk and the login field, or is your own", () => {
  const byName = djRestAuth({ baseUrl });
  const byEmail = djRestAuthJwt({ baseUrl, usernameField: "email" });
  const own = djRestAuthJwt({ baseUrl, user: { read: ({ pk }) => (pk ? { id: 1 } : undefined) } });
  expectTypeOf<UserOf<typeof byName>["pk"]>().toEqualTypeOf<number | string>();
  expectTypeOf<UserOf<typeof byName>["username"]>().toEqualTypeOf<string>();
  expectTypeOf<UserOf<typeof byName>["email"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<UserOf<typeof byEmail>["email"]>().toEqualTypeOf<string>();
  expectTypeOf<CredentialsOf<typeof byEmail>>().toEqualTypeOf<{
    email: string;
    password: string;
  }>();
  expectTypeOf<UserOf<typeof own>>().toEqualTypeOf<{ id: number }>();
  expectTypeOf<InputOf<typeof own, "updateMe">>().toEqualTypeOf<{ id?: number }>();
});

test("dj-rest-auth's sign-up and social logins resolve to the session's user", () => {
  const backend = djRestAuth({ baseUrl, social: { google: "google/", gitHub: "github/" } });
  const session = createSession({ backend });
  type User = UserOf<typeof backend>;
  expectTypeOf(session.account.signUp).returns.resolves.toEqualTypeOf<User>();
  expectTypeOf(session.account.google).returns.resolves.toEqualTypeOf<User>();
  expectTypeOf(session.account.gitHub).parameter(0).toExtend<object>();
  expectTypeOf({ code: "c" }).toExtend<Parameters<typeof session.account.gitHub>[0]>();
  expectTypeOf({ id_token: "i" }).not.toExtend<Parameters<typeof session.account.gitHub>[0]>();
  expectTypeOf(session.account.resetPassword).returns.resolves.toEqualTypeOf<void>();
  // @ts-expect-error that login is not set up
  session.account.facebook({ access_token: "a" });
  const plain = createSession({ backend: djRestAuthJwt({ baseUrl }) });
  // @ts-expect-error no social login is set up
  plain.account.google({ access_token: "a" });
});

test("dj-rest-auth's sign-up takes its own form, or yours", () => {
  const backend = djRestAuthJwt({ baseUrl });
  const own = djRestAuthJwt({ baseUrl, signUp: ({ mail }: { mail: string }) => ({ email: mail }) });
  type Form = InputOf<typeof backend, "signUp">;
  expectTypeOf({ email: "a@b.c", password1: "p", password2: "p" }).toExtend<Form>();
  expectTypeOf({ username: "ada", password1: "p" }).not.toExtend<Form>();
  expectTypeOf<InputOf<typeof own, "signUp">>().toEqualTypeOf<{ mail: string }>();
});

test("allauth's steps are typed: what they take, and what they tell", () => {
  const session = createSession({ backend: allauthHeadless({ baseUrl }) });
  expectTypeOf(session.proceed)
    .parameter(0)
    .toEqualTypeOf<{ code: string } | { key: string } | { username: string; password: string }>();
  session.proceed({ code: "123456" });
  session.proceed({ key: "K" });
  // @ts-expect-error no step takes this
  session.proceed({ pin: "1234" });
  const { pending } = session.getSnapshot();
  expectTypeOf(pending?.step).toEqualTypeOf<
    "mfa_authenticate" | "verify_email" | "login_by_code" | "login" | undefined
  >();
  if (pending?.step === "mfa_authenticate")
    expectTypeOf(pending.data.types).toEqualTypeOf<readonly string[]>();
  const byEmail = createSession({ backend: allauthHeadless({ baseUrl, usernameField: "email" }) });
  expectTypeOf(byEmail.login).parameter(0).toEqualTypeOf<{ email: string; password: string }>();
  byEmail.proceed({ email: "a@b.c", password: "p" });
});

test("allauth's user and account operations are typed, and a new password logs in with session tokens only", () => {
  const session = createSession({ backend: allauthHeadless({ baseUrl }) });
  const jwt = createSession({ backend: allauthHeadless({ baseUrl, strategy: "jwt" }) });
  const passwords = { current_password: "a", new_password: "b" };
  expectTypeOf(session.account.signUp({ username: "ada", password: "p" })).resolves.toExtend<{
    id: number | string;
    display: string;
  }>();
  expectTypeOf(session.account.setPassword(passwords)).resolves.toHaveProperty("display");
  expectTypeOf(jwt.account.setPassword(passwords)).resolves.toEqualTypeOf<void>();
  expectTypeOf(session.account.verifyEmail({ key: "K" })).resolves.toEqualTypeOf<void>();
  // @ts-expect-error only these two strategies exist
  allauthHeadless({ baseUrl, strategy: "cookie" });
  const own = createSession({
    backend: allauthHeadless({
      baseUrl,
      signUp: (form: { mail: string }) => ({ email: form.mail }),
      user: { read: ({ id }) => (typeof id === "number" ? { id } : undefined) },
    }),
  });
  expectTypeOf(own.account.signUp).parameter(0).toEqualTypeOf<{ mail: string }>();
  expectTypeOf(own.account.me()).resolves.toEqualTypeOf<{ id: number }>();
});

test("a backend whose server keeps tokens in cookies has the types of the one without", () => {
  const jwt = djRestAuthJwt({ baseUrl, cookies: true });
  expectTypeOf(jwt).toEqualTypeOf(djRestAuthJwt({ baseUrl }));
  djRestAuthJwt({ baseUrl, cookies: cookieMode({ to: "all", restore: true }) });
  expectTypeOf(simpleJwt({ baseUrl, cookies: cookieMode({ to: "auth" }) })).toEqualTypeOf(plain);
  // @ts-expect-error simplejwt has no cookies of its own, so nothing is known about them
  simpleJwt({ baseUrl, cookies: true });
  // @ts-expect-error settings alone bring no cookie mode along
  djRestAuthJwt({ baseUrl, cookies: { to: "auth" } });
  const extended = extendBackend(plain, { cookies: cookieMode({ to: "auth" }) });
  expectTypeOf(extended.cookies).toEqualTypeOf<CookieDescription | undefined>();
  expectTypeOf<CredentialsOf<typeof extended>>().toEqualTypeOf<CredentialsOf<typeof plain>>();
});

test("Django's own sessions need to know who is logged in", () => {
  const read = ({ id }: { readonly id?: unknown }) => (typeof id === "number" ? { id } : undefined);
  const plainSession = sessionAuth({ baseUrl, user: { path: "me/", read } });
  expectTypeOf<UserOf<typeof plainSession>>().toEqualTypeOf<{ id: number }>();
  expectTypeOf<CredentialsOf<typeof plainSession>>().toEqualTypeOf<{
    username: string;
    password: string;
  }>();
  const byEmail = sessionAuth({ baseUrl, usernameField: "email", user: { path: "me/", read } });
  expectTypeOf<CredentialsOf<typeof byEmail>>().toEqualTypeOf<{
    email: string;
    password: string;
  }>();
  expectTypeOf<keyof AccountOf<typeof plainSession>>().toEqualTypeOf<"me">();
  // @ts-expect-error nothing else tells who is logged in
  sessionAuth({ baseUrl });
});
