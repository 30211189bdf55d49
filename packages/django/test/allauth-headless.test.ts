// allauth headless: its requests, and what its answers mean where a status alone does not tell.
import { createAnswer } from "@sojourn/core/testing";
import { allauthHeadless } from "@sojourn/django";
import { describe, expect, test } from "vitest";
import type { AnyOperation } from "./wire.ts";

const baseUrl = "https://api.example.com/";
const session = allauthHeadless({ baseUrl });
const jwt = allauthHeadless({ baseUrl, strategy: "jwt", prefix: "auth/app/v1/", scheme: "JWT" });
const user = { id: 7, display: "Ada", has_usable_password: true, username: "ada" };

/** A 401 with these flows, and with this session token if it is a new one. */
function pending(flows: object[], session_token?: string) {
  const body = { status: 401, data: { flows }, meta: { is_authenticated: false, session_token } };
  return createAnswer({ status: 401, body });
}

const refused = (status: number, code: string) =>
  createAnswer({ status, body: { status, errors: [{ message: "No.", code, param: "code" }] } });

const meaning = (operation: AnyOperation, answer: ReturnType<typeof createAnswer>) =>
  operation.means?.(answer);
const value = ({ read }: AnyOperation, answer: ReturnType<typeof createAnswer>) =>
  read?.(answer.body, answer);

test.each([
  ["login", "POST", "_allauth/app/v1/auth/login", false],
  ["logout", "DELETE", "_allauth/app/v1/auth/session", true],
  ["me", "GET", "_allauth/app/v1/auth/session", true],
] as const)("%s is %s %s", (name, method, path, signed) => {
  expect(session[name]).toMatchObject({ method, path });
  expect(session[name]?.signed ?? false).toBe(signed);
});

test("the strategy decides how tokens live, and which header carries them", () => {
  expect([session.lifecycle, session.refresh]).toEqual(["fixed", undefined]);
  expect(session.header?.("T")).toEqual(["X-Session-Token", "T"]);
  expect(jwt.lifecycle).toBeUndefined();
  expect(jwt.header?.("T")).toEqual(["Authorization", "JWT T"]);
  expect(jwt.refresh?.path).toBe("auth/app/v1/tokens/refresh");
  expect(jwt.refresh?.body?.({ access: "A", refresh: "R" })).toEqual({ refresh_token: "R" });
});

test.each([
  ["mfa_authenticate", "auth/2fa/authenticate", { code: "123456" }],
  ["verify_email", "auth/email/verify", { key: "K" }],
  ["login_by_code", "auth/code/confirm", { code: "123456" }],
] as const)("the step %s sends its input, with the ticket in the header", (name, path, input) => {
  const step = session.steps?.[name] as AnyOperation;
  expect([step.method, step.path]).toEqual(["POST", `_allauth/app/v1/${path}`]);
  expect(step.headers?.({ input, ticket: "S" })).toEqual({ "X-Session-Token": "S" });
  expect(step.body?.({ input, ticket: "S" })).toEqual(input);
});

test("the step login is a login like any other: it shows no ticket", () => {
  const step = session.steps?.login as AnyOperation;
  expect(step.headers).toBeUndefined();
  expect(step.path).toBe(session.login.path);
});

describe("a login", () => {
  const flows = [{ id: "login" }, { id: "mfa_authenticate", is_pending: true, types: ["totp"] }];

  test("that is answered with a pending flow waits for that step", () => {
    const answer = pending(flows, "S");
    expect(meaning(session.login, answer)).toBe("value");
    expect(value(session.login, answer)).toEqual({
      pending: { step: "mfa_authenticate", data: flows[1], ticket: "S" },
    });
    const later = value(session.login, pending(flows)) as { pending: { ticket?: string } };
    expect(later.pending.ticket).toBeUndefined();
  });

  test("tells the second factors of the user, and nothing else of the server's answer", () => {
    const { mfa_authenticate: step, verify_email } = session.steps ?? {};
    expect(step?.data?.(flows[1])).toEqual({ types: ["totp"] });
    expect(step?.data?.({ types: "totp" })).toEqual({ types: [] });
    expect(verify_email?.data?.({ id: "verify_email", is_pending: true })).toBeUndefined();
  });

  test("is refused by a 401 without one, and by allauth's codes for wrong passwords", () => {
    expect(meaning(session.login, pending([{ id: "login" }]))).toBe("rejected");
    for (const method of ["username", "email", "phone"])
      expect(meaning(session.login, refused(400, `${method}_password_mismatch`))).toBe("rejected");
    expect(meaning(session.login, refused(400, "too_many_login_attempts"))).toBe("throttled");
    expect(meaning(session.login, refused(400, "required"))).toBeUndefined();
  });

  test("brings the token of its strategy", () => {
    const meta = { session_token: "S", access_token: "A", refresh_token: "R" };
    const answer = createAnswer({ body: { data: { user }, meta } });
    expect(value(session.login, answer)).toEqual({ access: "S", user });
    expect(value(jwt.login, answer)).toEqual({ access: "A", refresh: "R", user });
    const bare = createAnswer({ body: { data: { user }, meta: { session_token: "S" } } });
    expect(value(jwt.login, bare)).toBeUndefined();
  });
});

describe("a step", () => {
  const { mfa_authenticate: factor, verify_email: mail } = session.steps as Record<
    string,
    AnyOperation
  > as { mfa_authenticate: AnyOperation; verify_email: AnyOperation };

  test("goes on waiting after a wrong code, and waits no longer where the server knows of no login", () => {
    expect(meaning(factor, refused(400, "incorrect_code"))).toBeUndefined();
    for (const status of [401, 409, 410])
      expect(meaning(factor, createAnswer({ status, body: { status } }))).toBe("rejected");
  });

  test("that verifies an address asks for the login where it logged nobody in", () => {
    const answer = pending([{ id: "login" }]);
    expect(meaning(mail, answer)).toBe("value");
    expect(value(mail, answer)).toEqual({ pending: { step: "login" } });
    const next = pending([{ id: "mfa_authenticate", is_pending: true }]);
    expect(value(mail, next)).toMatchObject({ pending: { step: "mfa_authenticate" } });
    expect(meaning(mail, createAnswer({ status: 409, body: { status: 409 } }))).toBe("rejected");
  });
});

test("a 401 is the good answer to a logout, to verifyEmail and to resetPasswordConfirm", () => {
  const nobody = pending([{ id: "login" }]);
  const { verifyEmail, resetPasswordConfirm } = session.account ?? {};
  for (const one of [session.logout, verifyEmail, resetPasswordConfirm])
    expect(meaning(one as AnyOperation, nobody)).toBe("value");
  const gone = createAnswer({ status: 410, body: { status: 410 } });
  expect(meaning(session.logout as AnyOperation, gone)).toBe("value");
  expect(meaning(verifyEmail as AnyOperation, gone)).toBeUndefined();
});

test("a refused request is told from one that asks for the password again, and from a resource that is gone", () => {
  const says = (
    backend: { challenge?: (typeof session)["challenge"] },
    status: number,
    is?: unknown,
  ) => backend.challenge?.({ status, body: { meta: { is_authenticated: is } } });
  expect(says(session, 401, false)).toBe("refused");
  expect(says(session, 401, true)).toBeUndefined();
  expect(says(session, 410, null)).toBe("refused");
  expect(says(session, 410)).toBeUndefined();
  expect(says(session, 403)).toBe("doubtful");
  expect(says(jwt, 403)).toBeUndefined();
  expect(session.challenge?.({ status: 401, body: undefined })).toBe("doubtful");
});

test("messages stand by the field that allauth names, and by none where it names none", () => {
  const errors = [
    { message: "Too short.", code: "a", param: "password" },
    { message: "Too common.", code: "b", param: "password" },
    { message: "Try again later.", code: "c" },
    { code: "d" },
    "nonsense",
  ];
  expect(session.fields?.({ errors })).toEqual({
    password: ["Too short.", "Too common."],
    "": ["Try again later."],
  });
  expect(session.fields?.({ status: 409 })).toEqual({});
});

test("the user has what the server's own adapter writes, or what `read` makes of it", () => {
  const of = (one: unknown) => session.me?.read?.({ data: { user: one } }, createAnswer());
  expect(of(user)).toEqual(user);
  expect(of({ id: "a-uuid", email: "a@b.c" })).toEqual({
    id: "a-uuid",
    display: "",
    has_usable_password: false,
    email: "a@b.c",
  });
  expect(of({ display: "Ada" })).toBeUndefined();
  const own = allauthHeadless({ baseUrl, user: { read: ({ id }) => ({ key: `${id}` }) } });
  expect(own.me?.read?.({ data: { user } }, createAnswer())).toEqual({ key: "7" });
});

test("a new password logs in with session tokens, and ends the session with JWTs", () => {
  expect(session.account?.setPassword.after).toBe("login");
  expect(jwt.account?.setPassword.after).toBe("end");
});

test.each([
  undefined,
  null,
  [],
  "",
  7,
  {},
  { data: 1, meta: 2, errors: 3 },
  { data: { flows: [null] } },
])("no reader fails on %j", (body) => {
  for (const backend of [session, jwt]) {
    const all = [backend.login, backend.refresh, backend.me, backend.logout];
    const more = [...Object.values(backend.account ?? {}), ...Object.values(backend.steps ?? {})];
    for (const status of [200, 400, 401, 403, 409, 410])
      for (const one of [...all, ...more] as (AnyOperation | undefined)[]) {
        const answer = createAnswer({ status, body });
        expect(() => one?.means?.(answer)).not.toThrow();
        expect(() => one?.rejects?.(answer)).not.toThrow();
        expect(() => backend.challenge?.(answer)).not.toThrow();
        expect(() => backend.fields?.(body)).not.toThrow();
        if (status === 200) expect(one?.read?.(body, answer)).toBeUndefined();
      }
  }
});
