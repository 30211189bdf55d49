// dj-rest-auth's account operations: the path, body and signature of each, and what the ways in read.
import { createAnswer } from "@sojourn/core/testing";
import { djRestAuth, djRestAuthJwt, type JsonObject } from "@sojourn/django";
import { describe, expect, test } from "vitest";
import type { AnyOperation } from "./wire.ts";

/** The rest of the answer does not matter to these readers. */
const answered = createAnswer();

const baseUrl = "https://api.example.com/";
const twice = { new_password1: "n", new_password2: "n" };
const form = { username: "ada", email: "a@b.c", password1: "p", password2: "p" };
const ada = { pk: 1, username: "ada", email: "a@b.c", first_name: "", last_name: "" };
const social = { google: "google/", gitHub: "github/login/" };

const operations: readonly [name: string, input: object, line: string][] = [
  ["signUp", form, "POST registration/, after: login"],
  ["verifyEmail", { key: "k" }, "POST registration/verify-email/"],
  ["resendEmail", { email: "a@b.c" }, "POST registration/resend-email/"],
  ["resetPassword", { email: "a@b.c" }, "POST password/reset/"],
  ["resetPasswordConfirm", { uid: "u", token: "t", ...twice }, "POST password/reset/confirm/"],
  ["setPassword", { old_password: "o", ...twice }, "POST password/change/ signed"],
  ["updateMe", { first_name: "Ada" }, "PATCH user/ signed, after: user"],
  ["google", { access_token: "g", id_token: "i" }, "POST google/, after: login"],
  ["gitHub", { code: "c" }, "POST github/login/, after: login"],
];

for (const backend of [djRestAuth({ baseUrl, social }), djRestAuthJwt({ baseUrl, social })]) {
  const account = Object.entries<AnyOperation>(backend.account ?? {});

  test(`${backend.name} offers these operations and no others`, () => {
    const named = [...operations.map(([name]) => name), "me"].sort();
    expect(account.map(([name]) => name).sort()).toEqual(named);
  });

  test.each(operations)(`${backend.name}: %s`, (name, input, line) => {
    const operation = account.find(([one]) => one === name)?.[1] as AnyOperation;
    expect(lineOf(operation)).toBe(line);
    expect(operation.body?.(input)).toEqual(input);
  });
}

function lineOf(operation: AnyOperation): string {
  const after = "after" in operation ? `, after: ${operation.after}` : "";
  return `${operation.method} ${operation.path}${operation.signed ? " signed" : ""}${after}`;
}

test("all paths have the prefix", () => {
  const { account } = djRestAuthJwt({ baseUrl, prefix: "auth/", social });
  for (const { path } of Object.values<AnyOperation>(account ?? {}))
    expect(path).toMatch(/^auth\//);
});

test("operations about oneself are rejected by a 401, others are not", () => {
  const { account } = djRestAuth({ baseUrl });
  const answer = { status: 401, body: { detail: "…" } };
  expect(account?.setPassword.rejects?.(answer)).toBe(true);
  expect(account?.updateMe.rejects?.(answer)).toBe(true);
  expect(account?.resetPassword.rejects?.(answer)).toBe(false);
});

test("the option signUp makes the body of a sign-up from your own form", () => {
  const signUp = ({ mail }: { mail: string }) => ({ email: mail });
  const { account } = djRestAuth({ baseUrl, signUp });
  expect(account?.signUp.body?.({ mail: "a@b.c" })).toEqual({ email: "a@b.c" });
});

describe("the user", () => {
  const read = (options: { usernameField?: "email" }, told: unknown) =>
    djRestAuth({ baseUrl, ...options }).me?.read?.(told, answered);

  test.each<[string, { usernameField?: "email" }, JsonObject, object]>([
    ["has the members of UserDetailsSerializer", {}, { ...ada, secret: "s" }, ada],
    [
      "may lack all but pk and the login name",
      {},
      { pk: "u1", username: "ada" },
      { pk: "u1", username: "ada" },
    ],
    [
      "has an e-mail address if people log in with it",
      { usernameField: "email" },
      { pk: 1, email: "a@b.c" },
      { pk: 1, email: "a@b.c" },
    ],
  ])("%s", (_, options, told, user) => {
    expect(read(options, told)).toEqual(user);
  });

  test.each<[string, unknown]>([
    ["no pk", { username: "ada" }],
    ["no login name", { pk: 1, email: "a@b.c" }],
    ["a message", { detail: "Not found." }],
  ])("is not read out of %s", (_, told) => {
    expect(read({}, told)).toBeUndefined();
  });

  test("comes with the tokens of a login, a sign-up and a social login, but not with those of a refresh", () => {
    const { login, refresh, account } = djRestAuthJwt({ baseUrl, social });
    const body = { access: "A", refresh: "R", user: ada };
    const granted = { access: "A", refresh: "R", user: ada };
    for (const operation of [login, account?.signUp, account?.google])
      expect(operation?.read?.(body, answered)).toEqual(granted);
    expect(refresh?.read?.({ access: "A" }, answered)).toEqual({ access: "A" });
  });

  test("can be your own", () => {
    const user = { read: ({ pk }: JsonObject) => (pk ? { id: `${pk}` } : undefined) };
    const { login, me } = djRestAuthJwt({ baseUrl, user });
    expect(me?.read?.(ada, answered)).toEqual({ id: "1" });
    const granted = login.read?.({ access: "A", refresh: "R", user: ada }, answered);
    expect(granted).toMatchObject({ user: { id: "1" } });
  });
});

test("a sign-up that waits for the e-mail address to be verified is pending", () => {
  for (const backend of [djRestAuth({ baseUrl }), djRestAuthJwt({ baseUrl })]) {
    const read = (body: unknown) => backend.account?.signUp.read?.(body, answered);
    expect(read({ detail: "Verification e-mail sent." })).toEqual({
      pending: { step: "verify-email" },
    });
    expect(read({})).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  }
});

test("a refresh token that is only in a cookie is a mistake of the set-up, which names the setting", () => {
  const { login, account } = djRestAuthJwt({ baseUrl, social });
  const body = { access: "A", refresh: "", user: ada };
  for (const operation of [login, account?.google]) {
    expect(() => operation?.read?.(body, answered)).toThrow(
      expect.objectContaining({
        code: "misconfigured",
        message: expect.stringContaining("JWT_AUTH_HTTPONLY"),
      }),
    );
  }
});
