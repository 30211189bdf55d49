/** Changes parts of a backend description, with types that follow. */
import type { Backend, Challenge, Lifecycle } from "./backend.ts";
import type { CookieDescription } from "./cookies.ts";
import type { Fields } from "./errors.ts";
import type { Claims, Grant, LoginAnswer, Tokens } from "./grant.ts";
import type { Account, Answer, Operation, Steps } from "./operation.ts";

/** The changes of {@link extendBackend}. An operation may be given in part: its other members stay. */
export interface BackendChanges<Credentials, User, Operations extends Account, Payload> {
  readonly name?: string;
  readonly baseUrl?: string;
  readonly lifecycle?: Lifecycle;
  header?(access: string): readonly [name: string, value: string];
  readonly login?: Partial<Operation<Credentials, LoginAnswer<User>>>;
  readonly refresh?: Partial<Operation<Tokens, Grant<User>>>;
  readonly verify?: Partial<Operation<Tokens, unknown>>;
  readonly me?: Partial<Operation<Tokens, User>>;
  readonly logout?: Partial<Operation<Tokens, unknown>>;
  readonly logoutEverywhere?: Partial<Operation<Tokens, unknown>>;
  readonly logoutReach?: "token" | "user";
  user?(claims: Claims): User | undefined;
  claims?(payload: Claims): Payload | undefined;
  fields?(body: unknown): Fields;
  challenge?(answer: Answer): Challenge | undefined;
  readonly refusesWith2xx?: boolean;
  readonly sessionFirst?: boolean;
  /** More account operations, or others of the same name. */
  readonly account?: Operations;
  /** Cookie mode, as `cookieMode()` makes it. */
  readonly cookies?: CookieDescription;
}

/** The operations that can be changed in part. */
const operations = ["login", "refresh", "verify", "me", "logout", "logoutEverywhere"] as const;

/**
 * Changes parts of a backend: other names of the tokens, another header, more login fields, another form of errors. What you leave out
 * stays as it is, also inside an operation. The types of credentials, user, account and claims follow from your functions.
 *
 * @example
 * ```ts
 * import { createSession, extendBackend } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const backend = extendBackend(simpleJwt({ baseUrl: "https://api.example.com/api/" }), {
 *   header: (access) => ["X-Access-Token", access],
 *   login: {
 *     body: (input: { username: string; password: string; tenant: string }) => input,
 *   },
 * });
 * const session = createSession({ backend });
 * await session.login({ username: "alice", password: "correct horse", tenant: "acme" });
 * ```
 */
export function extendBackend<
  BaseCredentials,
  BaseUser,
  BaseOperations extends Account,
  Known extends Steps,
  BasePayload extends Claims,
  Credentials = BaseCredentials,
  User = BaseUser,
  Operations extends Account = Record<never, never>,
  Payload extends Claims = BasePayload,
>(
  base: Backend<BaseCredentials, BaseUser, BaseOperations, Known, BasePayload>,
  changes: BackendChanges<Credentials, User, Operations, Payload>,
): Backend<Credentials, User, Omit<BaseOperations, keyof Operations> & Operations, Known, Payload> {
  const extended: Record<string, unknown> = { ...base, ...changes };
  for (const name of operations)
    if (base[name] && changes[name]) extended[name] = { ...base[name], ...changes[name] };
  extended.account = { ...base.account, ...changes.account };
  return extended as unknown as Backend<
    Credentials,
    User,
    Omit<BaseOperations, keyof Operations> & Operations,
    Known,
    Payload
  >;
}
