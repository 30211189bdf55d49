// The requests to a token endpoint, and what its answers mean.
import { isSessionError } from "@sojourn/core";
import { createAnswer } from "@sojourn/core/testing";
import { oauth2 } from "@sojourn/oauth2";
import { describe, expect, test } from "vitest";

const baseUrl = "https://api.example.com/";
const paths = { token: "o/token/", revoke: "o/revoke_token/" };
const plain = oauth2({ baseUrl, paths, clientId: "app" });
const credentials = { username: "ada", password: "p w" };
const tokens = { access: "A", refresh: "R" };
const formOf = (body: object | undefined) => Object.fromEntries(body as URLSearchParams);

describe("a public client", () => {
  test("sends its id in the form, with the password and with the refresh token", () => {
    expect(plain.login).toMatchObject({ method: "POST", path: "o/token/" });
    expect(formOf(plain.login.body?.(credentials))).toEqual({
      grant_type: "password",
      ...credentials,
      client_id: "app",
    });
    expect(formOf(plain.refresh?.body?.(tokens))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "R",
      client_id: "app",
    });
    expect(plain.login.headers?.(credentials)).toEqual({});
  });

  test("revokes the refresh token, or the access token where there is none", () => {
    expect(plain.logout?.path).toBe("o/revoke_token/");
    expect(formOf(plain.logout?.body?.(tokens))).toEqual({
      token: "R",
      token_type_hint: "refresh_token",
      client_id: "app",
    });
    expect(formOf(plain.logout?.body?.({ access: "A", refresh: null }))).toEqual({
      token: "A",
      token_type_hint: "access_token",
      client_id: "app",
    });
    expect(oauth2({ baseUrl }).logout).toBeUndefined();
  });

  test("asks for a scope and for what else the server wants, and sends no id that it has not", () => {
    const parameters = { audience: "api" };
    const asking = oauth2({ baseUrl, scope: "read write", parameters });
    expect(asking.login.path).toBe("token");
    expect(formOf(asking.login.body?.(credentials))).toEqual({
      grant_type: "password",
      ...credentials,
      scope: "read write",
      audience: "api",
    });
  });
});

test("a confidential client uses Basic authentication, with both halves encoded as in a form", () => {
  const { login, refresh, logout } = oauth2({
    baseUrl,
    paths,
    clientId: "my app",
    clientSecret: "a:b+ü",
  });
  const sent = { Authorization: `Basic ${btoa("my+app:a%3Ab%2B%C3%BC")}` };
  expect(login.headers?.(credentials)).toEqual(sent);
  expect(refresh?.headers?.(tokens)).toEqual(sent);
  expect(logout?.headers?.(tokens)).toEqual(sent);
  for (const body of [login.body?.(credentials), logout?.body?.(tokens)])
    expect(formOf(body)).not.toHaveProperty("client_id");
});

describe("an answer of the token endpoint", () => {
  const read = (body: unknown) => plain.refresh?.read?.(body, createAnswer());

  test("brings tokens with their lifetimes in milliseconds", () => {
    const body = {
      access_token: "A",
      refresh_token: "R",
      token_type: "Bearer",
      expires_in: 60,
      refresh_expires_in: 1800,
      scope: "read",
    };
    expect(read(body)).toEqual({ ...tokens, expiresIn: 60_000, renewableFor: 1_800_000 });
    expect(plain.login.read?.(body, createAnswer())).toMatchObject({ ...tokens, user: {} });
    expect(read({ access_token: "A" })).toEqual({
      access: "A",
      expiresIn: Number.NaN,
      renewableFor: Number.NaN,
    });
  });

  test.each([
    null,
    [],
    "A",
    {},
    { access_token: "" },
    { access_token: 7 },
    { access_token: "A", token_type: "mac" },
  ])("is not known: %j", (body) => {
    expect(read(body)).toBeUndefined();
    expect(plain.login.read?.(body, createAnswer())).toBeUndefined();
  });

  test.each([
    [400, "invalid_grant", true, true],
    [403, "invalid_grant", true, true],
    [400, "invalid_request", false, false],
    [401, "invalid_client", false, false],
    [401, undefined, true, false],
    [400, undefined, false, false],
  ])("%i with the error %s refuses a login: %s, a refresh: %s", (status, error, login, refresh) => {
    const body = error ? { error } : { detail: "Incorrect username or password" };
    expect(plain.login.rejects?.({ status, body })).toBe(login);
    expect(plain.refresh?.rejects?.({ status, body })).toBe(refresh);
  });

  test.each(["invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"])(
    "with the error %s is a mistake of the set-up, which it names",
    (error) => {
      for (const { means } of [plain.login, plain.refresh, plain.logout].filter((one) => !!one)) {
        const answer = createAnswer({ status: 400, body: { error, error_description: "No." } });
        let thrown: unknown;
        try {
          means?.(answer);
        } catch (problem) {
          thrown = problem;
        }
        expect(isSessionError(thrown)).toBe(true);
        expect(thrown).toMatchObject({
          code: "misconfigured",
          status: 400,
          fields: { "": ["No."] },
        });
        expect((thrown as Error).message).toContain(`"${error}". `);
      }
      const other = createAnswer({ status: 400, body: { error: "invalid_grant" } });
      expect(plain.login.means?.(other)).toBeUndefined();
    },
  );

  test.each([
    [{ error: "invalid_grant", error_description: "No." }, { "": ["No."] }],
    [{ error: "invalid_grant" }, { "": ["invalid_grant"] }],
    [{ detail: "No." }, { "": ["No."] }],
    [
      { detail: [{ loc: ["body", "password"], msg: "Field required" }] },
      { password: ["Field required"] },
    ],
  ])("has the words %j", (body, fields) => {
    expect(plain.fields?.(body)).toEqual(fields);
  });
});

describe("the user", () => {
  const read = ({ name }: Readonly<Record<string, unknown>>) =>
    typeof name === "string" ? { name } : undefined;
  const granted = { access_token: "A" };

  test("comes from an endpoint, which a 401 refuses", () => {
    const { me, account, user, login } = oauth2({ baseUrl, user: { path: "userinfo", read } });
    expect(me).toMatchObject({ method: "GET", path: "userinfo", signed: true });
    expect(me?.read?.({ name: "Ada" }, createAnswer())).toEqual({ name: "Ada" });
    expect(me?.read?.(null, createAnswer())).toBeUndefined();
    expect(me?.rejects?.({ status: 401, body: {} })).toBe(true);
    expect(me?.rejects?.({ status: 403, body: {} })).toBe(false);
    expect(account?.me.after).toBe("user");
    expect(user).toBeUndefined();
    expect(login.read?.(granted, createAnswer())).not.toHaveProperty("user");
  });

  test("comes from the claims without an endpoint, and is empty without the option", () => {
    const claimed = oauth2({ baseUrl, user: { read } });
    expect(claimed.user?.({ name: "Ada" })).toEqual({ name: "Ada" });
    expect([claimed.me, claimed.account]).toEqual([undefined, undefined]);
    expect(plain.login.read?.(granted, createAnswer())).toMatchObject({ user: {} });
  });
});

test("without refresh tokens the session lasts as long as the access token", () => {
  const { lifecycle, refresh } = oauth2({ baseUrl, refresh: false });
  expect([lifecycle, refresh]).toEqual([undefined, undefined]);
});
