// djoser's account operations: the path, body and signature of each.
import { createAnswer } from "@sojourn/core/testing";
import { djoser, djoserJwt, type JsonObject } from "@sojourn/django";
import { describe, expect, test } from "vitest";
import type { AnyOperation } from "./wire.ts";

/** The rest of the answer does not matter to these readers. */
const answered = createAnswer();

const baseUrl = "https://api.example.com/";
const link = { uid: "MQ", token: "t" };
const newPassword = { new_password: "n", re_new_password: "n" };
const newUsername = { new_username: "ada", re_new_username: "ada" };

const operations: readonly [name: string, input: object, line: string, sent: object][] = [
  [
    "signUp",
    { username: "ada", email: "a@b.c", password: "p", re_password: "p" },
    "POST users/",
    { username: "ada", email: "a@b.c", password: "p", re_password: "p" },
  ],
  ["activate", link, "POST users/activation/", link],
  ["resendActivation", { email: "a@b.c" }, "POST users/resend_activation/", { email: "a@b.c" }],
  ["resetPassword", { email: "a@b.c" }, "POST users/reset_password/", { email: "a@b.c" }],
  [
    "resetPasswordConfirm",
    { ...link, ...newPassword },
    "POST users/reset_password_confirm/",
    { ...link, new_password: "n", re_new_password: "n" },
  ],
  ["resetUsername", { email: "a@b.c" }, "POST users/reset_username/", { email: "a@b.c" }],
  [
    "resetUsernameConfirm",
    { ...link, ...newUsername },
    "POST users/reset_username_confirm/",
    { ...link, new_username: "ada", re_new_username: "ada" },
  ],
  [
    "setPassword",
    { current_password: "c", ...newPassword },
    "POST users/set_password/ signed",
    { current_password: "c", new_password: "n", re_new_password: "n" },
  ],
  [
    "setUsername",
    { current_password: "c", ...newUsername },
    "POST users/set_username/ signed",
    { current_password: "c", new_username: "ada", re_new_username: "ada" },
  ],
  ["updateMe", { email: "a@b.c" }, "PATCH users/me/ signed, after: user", { email: "a@b.c" }],
  [
    "deleteMe",
    { current_password: "c" },
    "DELETE users/me/ signed, after: end",
    { current_password: "c" },
  ],
];

for (const backend of [djoser({ baseUrl }), djoserJwt({ baseUrl })]) {
  const account = Object.entries<AnyOperation>(backend.account ?? {});

  test(`${backend.name} offers these operations and no others`, () => {
    const named = [...operations.map(([name]) => name), "me"].sort();
    expect(account.map(([name]) => name).sort()).toEqual(named);
  });

  test.each(operations)(`${backend.name}: %s`, (name, input, line, sent) => {
    const operation = account.find(([one]) => one === name)?.[1] as AnyOperation;
    expect(lineOf(operation)).toBe(line);
    expect(operation.body?.(input)).toEqual(sent);
  });
}

test("the operation me is the request of the backend itself, and updates the user", () => {
  const { me, account } = djoser({ baseUrl });
  expect(account?.me).toMatchObject({ ...me });
  expect(lineOf(account?.me)).toBe("GET users/me/ signed, after: user");
  const ada = { id: 1, username: "ada", email: "a@b.c" };
  expect(me?.read?.({ ...ada, secret: "s" }, answered)).toEqual(ada);
  expect(me?.read?.({ ...ada, email: "" }, answered)).toEqual({ ...ada, email: "" });
  expect(me?.read?.({ ...ada, username: "" }, answered)).toBeUndefined();
  expect(account?.updateMe.read?.(ada, answered)).toEqual(ada);
});

const uuid = "0b3c8e36-7f5f-4c7c-9f5e-1d9b1f6f8a11";

// djoser/serializers.py, UserSerializer: REQUIRED_FIELDS, USER_ID_FIELD and LOGIN_FIELD.
describe.each([
  ["djoser", djoser],
  ["djoserJwt", djoserJwt],
])("the user of %s", (_, factory) => {
  const ada = { id: 7, username: "ada", email: "a@b.c" };

  test.each<[what: string, options: object, told: JsonObject, user: JsonObject]>([
    ["has a number", {}, ada, ada],
    ["has a UUID", {}, { ...ada, id: uuid }, { ...ada, id: uuid }],
    ["has the number 0", {}, { ...ada, id: 0 }, { ...ada, id: 0 }],
    [
      "has only a name: USER_ID_FIELD",
      {},
      { email: "", username: "piotr" },
      { email: "", username: "piotr" },
    ],
    ["has another key: USER_ID_FIELD", {}, { slug: "ada-1", username: "ada" }, { username: "ada" }],
    [
      "has no e-mail address: REQUIRED_FIELDS",
      {},
      { id: 7, username: "ada" },
      { id: 7, username: "ada" },
    ],
    ["has an empty column", {}, { ...ada, email: null }, { id: 7, username: "ada" }],
    [
      "logs in by e-mail",
      { usernameField: "email" },
      { id: uuid, email: "a@b.c" },
      { id: uuid, email: "a@b.c" },
    ],
    [
      "has a LOGIN_FIELD",
      { loginField: "email" },
      { id: 7, email: "a@b.c" },
      { id: 7, email: "a@b.c" },
    ],
  ])("%s", (_, options, told, user) => {
    expect(factory({ baseUrl, ...options }).me?.read?.(told, answered)).toEqual(user);
  });

  test.each<[string, unknown]>([
    ["a name that is no text", { id: 7, username: 7 }],
    ["no name", { id: 7, email: "a@b.c" }],
    ["a message", { detail: "Not found." }],
  ])("is not read out of %s", (_, told) => {
    expect(factory({ baseUrl }).me?.read?.(told, answered)).toBeUndefined();
  });
});

test("with a LOGIN_FIELD the paths keep the name of the USERNAME_FIELD", () => {
  const { account } = djoser({ baseUrl, loginField: "email" });
  expect(lineOf(account?.setUsername)).toBe("POST users/set_username/ signed");
  expect(lineOf(account?.resetUsernameConfirm)).toBe("POST users/reset_username_confirm/");
});

test("a sign-up resolves to the public members of the account", () => {
  const made = { id: 1, username: "ada", email: "" };
  expect(djoser({ baseUrl }).account?.signUp.read?.(made, answered)).toEqual(made);
});

test("the answer of a deletion is empty and is not read", () => {
  expect(djoser({ baseUrl }).account?.deleteMe.read).toBeUndefined();
});

test('with usernameField "email" the paths and the user have an e-mail address', () => {
  const { account, me } = djoser({ baseUrl, prefix: "auth/", usernameField: "email" });
  expect(lineOf(account?.setUsername)).toBe("POST auth/users/set_email/ signed");
  expect(lineOf(account?.resetUsername)).toBe("POST auth/users/reset_email/");
  expect(lineOf(account?.resetUsernameConfirm)).toBe("POST auth/users/reset_email_confirm/");
  expect(account?.setUsername.body?.({ current_password: "c", new_email: "a@b.c" })).toEqual({
    current_password: "c",
    new_email: "a@b.c",
  });
  expect(me?.read?.({ id: 1, email: "a@b.c" }, answered)).toEqual({ id: 1, email: "a@b.c" });
});

test("the option signUp makes the body of a sign-up from your own form", () => {
  const signUp = (form: { mail: string }) => ({ email: form.mail, terms: true });
  const { account } = djoserJwt({ baseUrl, signUp });
  expect(account?.signUp.body?.({ mail: "a@b.c" })).toEqual({ email: "a@b.c", terms: true });
});

function lineOf(operation: AnyOperation | undefined): string {
  const { method, path, signed } = operation as AnyOperation;
  const after = operation && "after" in operation ? `, after: ${operation.after}` : "";
  return `${method} ${path}${signed ? " signed" : ""}${after}`;
}
