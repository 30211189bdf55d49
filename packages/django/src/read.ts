/** Reads answers and builds operations: the small functions that all factories share. They accept any input and never throw. */
import type { Answer, Backend, Challenge, Grant, Operation, Tokens } from "@sojourn/core";
import type { JsonObject, UserAccount, UserOption, UserReader } from "./options.ts";

/** The members of a body. A body that is no object has none. */
export function members(body: unknown): JsonObject {
  return Object(body) as JsonObject;
}

/** The value if it is a string that is not empty. */
export function text(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return value;
}

/** A primary key as text. simplejwt wrote `user_id` as a number up to 5.5.0 and writes a string since; UUIDs were always strings. */
export function key(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return text(value);
}

/** What a factory was given, or nothing if that is no object: `createSession` then says that there is no `baseUrl`. */
export function given<Options extends object>(options: Options): Options {
  return Object(options);
}

/** Sends an input unchanged. */
export const asIs = <Input>(input: Input): Input => input;

/** A reader for answers with one token. `name` is the server's name for it. */
export function grantOf(name: string): (body: unknown) => Grant<never> | undefined {
  return (body) => {
    const access = text(members(body)[name]);
    if (access === undefined) return undefined;
    return { access };
  };
}

/**
 * Signs requests with `Authorization: <scheme> <token>`, or with another header, spelled as in HTTP or as in Django's
 * settings.
 */
export function signWith(
  scheme: string,
  headerName = "Authorization",
): (access: string) => readonly [string, string] {
  const name = toHttpName(headerName);
  return (access) => [name, `${scheme} ${access}`];
}

/** The name of a header in HTTP. Django's `request.META` says `HTTP_X_ACCESS_TOKEN` for the header `X-Access-Token`. */
export function toHttpName(headerName: string): string {
  const prefix = "HTTP_";
  if (!headerName.startsWith(prefix)) return headerName;
  return headerName.slice(prefix.length).replaceAll("_", "-");
}

/** The body that carries the one token of a server without refresh tokens, and that verify views expect. */
export function tokenBody({ access }: Tokens): { readonly token: string } {
  return { token: access };
}

/** Whether the status is 401: wrong credentials at simplejwt's login, a dead token elsewhere. */
export function unauthorized({ status }: Answer): boolean {
  return status === 401;
}

/** Whether this is how DRF's serializers refuse: a 400 about no single field. A 400 about fields means that the client sent nonsense. */
export function refusedInBody({ status, body }: Answer): boolean {
  return status === 400 && Array.isArray(members(body).non_field_errors);
}

/** simplejwt's codes for a valid token whose user may no longer use it. */
const GONE_CODES: ReadonlySet<string> = new Set([
  "user_not_found",
  "user_inactive",
  "password_changed",
  "authentication_failed",
]);

/**
 * Reads simplejwt's judgement of a token from the `code` of its answer (rest_framework_simplejwt/authentication.py). The
 * codes are also right on servers that answer 403 for 401.
 */
export function challengeByCode({ status, body }: Answer): Challenge | undefined {
  if (status !== 401 && status !== 403) return undefined;
  const { code } = members(body);
  if (GONE_CODES.has(String(code))) return "gone";
  if (status === 401 || code === "token_not_valid") return "refused";
  return undefined;
}

/**
 * Reads the judgement of a token from the status, for servers without codes. A 401 with an unreadable body may come from
 * a proxy, so it is only doubtful. A 403 counts, as doubtful, only if the server may mean 401 by it.
 */
export function challengeByStatus(doubt403: boolean): (answer: Answer) => Challenge | undefined {
  return ({ status, body }) => {
    if (status === 401 && body !== undefined) return "refused";
    if (status === 401 || (status === 403 && doubt403)) return "doubtful";
    return undefined;
  };
}

/** The operation that asks who is logged in. It answers a dead token like any other view. */
export function whoAmI<User>(
  path: string,
  read: UserOption<User>["read"],
  challenge: (answer: Answer) => Challenge | undefined,
): Operation<unknown, User> & Required<Pick<Operation<unknown, User>, "read">> {
  return {
    method: "GET",
    path,
    signed: true,
    read: (body) => read(members(body)),
    rejects: (answer) => challenge(answer) !== undefined,
  };
}

/** The user endpoint of the option, for the session and as the account operation `me`. */
export function userEndpoint<User>(
  option: UserOption<User> | undefined,
  challenge: (answer: Answer) => Challenge | undefined,
): Partial<Pick<Backend<never, User, UserAccount<User>>, "me" | "account">> {
  if (option?.path === undefined) return {};
  const me = whoAmI(option.path, option.read, challenge);
  return { me, account: { me: { ...me, after: "user" } } };
}

/** Where the user comes from: the endpoint of the option, or else the claims. */
export function userFrom<User, Default>(
  option: UserOption<User> | undefined,
  readDefault: (claims: JsonObject) => Default | undefined,
  challenge: (answer: Answer) => Challenge | undefined,
): Partial<Pick<Backend<never, User, UserAccount<User>>, "me" | "account" | "user">> {
  if (option?.path !== undefined) return userEndpoint(option, challenge);
  // Without the option, the type User can only be Default.
  return { user: option?.read ?? (readDefault as unknown as UserReader<User>["read"]) };
}
