/** Small readers of answers and makers of operations that every factory shares. They meet anything and never throw. */
import type { Answer, Backend, Challenge, Grant, Operation } from "@sojourn/core";
import type { JsonObject, UserOption } from "./options.ts";

/** The members of a body; none where it is no object. */
export function members(body: unknown): JsonObject {
  return Object(body) as JsonObject;
}

/** A string with something in it. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

/** A primary key as text: simplejwt wrote `user_id` as a number up to 5.5.0 and as a string since, UUIDs always so. */
export function key(value: unknown): string | undefined {
  return typeof value === "number" ? `${value}` : text(value);
}

/** Reads a grant of one token, under the name that the server gives it. */
export function grantOf(name: string): (body: unknown) => Grant<never> | undefined {
  return (body) => {
    const access = text(members(body)[name]);
    return access ? { access } : undefined;
  };
}

/**
 * Signs requests with `Authorization: <scheme> <token>`, or with another header, named as HTTP does or as Django's
 * settings do.
 */
export function signWith(
  scheme: string,
  headerName = "Authorization",
): (access: string) => readonly [string, string] {
  // Django's `request.META` says HTTP_X_ACCESS_TOKEN for the header X-Access-Token.
  const name = headerName.startsWith("HTTP_")
    ? headerName.slice("HTTP_".length).replaceAll("_", "-")
    : headerName;
  return (access) => [name, `${scheme} ${access}`];
}

/** 401: wrong credentials at simplejwt's login, a dead token anywhere. */
export function unauthorized({ status }: Answer): boolean {
  return status === 401;
}

/** 400 for no single field: how DRF's serializers say no. With field messages instead, the client sent nonsense. */
export function refusedInBody({ status, body }: Answer): boolean {
  return status === 400 && Array.isArray(members(body).non_field_errors);
}

const gone = /^(user_not_found|user_inactive|password_changed|authentication_failed)$/;

/**
 * What simplejwt says of a token, by its `code`s (rest_framework_simplejwt/authentication.py). They tell, too, on servers
 * that answer 403 for 401.
 */
export function challengeByCode({ status, body }: Answer): Challenge | undefined {
  const { code } = members(body);
  if (status !== 401 && status !== 403) return undefined;
  if (gone.test(code as string)) return "gone";
  return status === 401 || code === "token_not_valid" ? "refused" : undefined;
}

/**
 * What servers without codes say of a token. An unreadable 401 may be a proxy's, so it is doubted; a 403 only where the
 * server is known to mean 401 by it.
 */
export function challengeByStatus(doubt403: boolean): (answer: Answer) => Challenge | undefined {
  return ({ status, body }) => {
    if (status === 401) return body === undefined ? "doubtful" : "refused";
    return status === 403 && doubt403 ? "doubtful" : undefined;
  };
}

/** The operation that asks who is logged in. It answers a dead token as any other view does. */
export function whoAmI<User>(
  path: string,
  read: UserOption<User>["read"],
  challenge: (answer: Answer) => Challenge | undefined,
): Operation<void, User> & Required<Pick<Operation<void, User>, "read">> {
  return {
    method: "GET",
    path,
    signed: true,
    read: (body) => read(members(body)),
    rejects: (answer) => !!challenge(answer),
  };
}

/** Where the user comes from: the endpoint that the option names, else the claims. */
export function userFrom<User, Default>(
  option: UserOption<User> | undefined,
  readDefault: (claims: JsonObject) => Default | undefined,
  challenge: (answer: Answer) => Challenge | undefined,
): Partial<Pick<Backend<never, User>, "me" | "user">> {
  if (option?.path !== undefined) return { me: whoAmI(option.path, option.read, challenge) };
  // Without the option nothing else can have named User: it is Default.
  return { user: option?.read ?? (readDefault as unknown as UserOption<User>["read"]) };
}
