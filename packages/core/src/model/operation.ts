/** Operations: one request of a server each, as data and pure functions that say how to ask and how to read the answer. */
import type { LoginAnswer } from "./grant.ts";

/** The answer of a server, as the functions of a backend see it. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** The parsed JSON. `undefined`: the body was empty, not JSON, or could not be read. */
  readonly body: unknown;
}

/** The whole answer to one of the session's own requests. */
export interface FullAnswer extends Answer {
  /** The body as text. `""`: it was empty. */
  readonly text: string;
  /** A header by its name, in any case. `null`: it is missing, or CORS hides it from this page. */
  header(name: string): string | null;
}

/** What a description can say that an answer means: its value, a clear refusal, too many attempts, or a mistake in the input. */
export type Meaning = "value" | "rejected" | "throttled" | "validation";

/** Makes a path from the input of an operation. (Written as a method, so that operations of different inputs can share a list.) */
type PathFunction<Input> = { path(input: Input): string }["path"];

/** One operation of a server: how to ask for it and how to read the answer. */
export interface Operation<Input, Output> {
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Path below `baseUrl`, spelled as the server expects it, with the trailing slash if there is one. It may start with `https://`:
   * then it names another host. A function makes the path from the input; such a path is never quoted in an error.
   */
  readonly path: string | PathFunction<Input>;
  /** Whether to send the access token. Default: `false`. */
  readonly signed?: boolean;
  /**
   * Whether requests of the app go to the same address, as with GraphQL. Then they are signed like all others. Default: `false`:
   * nothing but this operation uses the address, so no token is ever sent there.
   */
  readonly shared?: boolean | undefined;
  /** Headers besides those of the session, `accept` and `content-type`: `{ apikey: "…" }`. Default: none. */
  headers?(input: Input): Readonly<Record<string, string>>;
  /**
   * The body. It is sent as JSON, but `FormData`, `URLSearchParams`, a `Blob` and bytes are sent as they are, with their own
   * content type. Default: no body.
   */
  body?(input: Input): object;
  /**
   * Reads a 2xx answer: its JSON, or with the second parameter its text and headers. Return `undefined` if it does not look as
   * expected. It is never called for HTML, which comes from proxies. Default: there is nothing to read, so any other 2xx is a success.
   */
  read?(body: unknown, answer: FullAnswer): Output | undefined;
  /**
   * Whether this answer is a clear refusal: wrong credentials at login, a dead token elsewhere. Decide on `status` and `code`,
   * never on text, which may be translated. Default: never.
   *
   * It is called for a 4xx in JSON, as plain text or empty (then `body` is `undefined`), but never for HTML, nor for 404,
   * 405, 406, 408, 415, 425 and 429. At login it is also called for 404, 405, 406 and 415 in JSON, and for a 2xx in JSON that
   * `read` did not accept.
   */
  rejects?(answer: Answer): boolean;
  /**
   * Says what an answer means where the rules of `read` and `rejects` do not fit: a 401 that is a success, a 404 or a 200 that is a
   * refusal, a 400 for too many attempts. `undefined`: the usual rules. It is never called for HTML, nor for 408, 425, 429 and 5xx.
   * Default: the usual rules.
   */
  means?(answer: FullAnswer): Meaning | undefined;
}

/** An operation on the account, and what its success does to the session. */
export interface AccountOperation<Input, Output> extends Operation<Input, Output> {
  /**
   * What happens after a success. `"user"`: the output becomes the user of the snapshot. `"end"`: the session ends, because the
   * account is gone. `"login"`: the output is a `Grant`, and begins a session as `login` does: a sign-up that answers with tokens, a
   * social login, a one-time code. Default: nothing.
   */
  readonly after?: "user" | "end" | "login";
}

/** An account operation that logs in: see `after` in {@link AccountOperation}. */
export interface LoginOperation<Input, User> extends Operation<Input, LoginAnswer<User>> {
  readonly after: "login";
}

/** The account operations of a backend, by name. */
export type Account = Readonly<Record<string, AccountOperation<never, unknown>>>;

/** The input of a step's operation. */
export interface StepInput<Input> {
  /** What the app gave to `session.proceed()`. */
  readonly input: Input;
  /** The ticket of the answer that asked for this step. */
  readonly ticket: string;
}

/** A step of a login, a one-time code for example. Its answer is a grant, or asks for another step. */
export interface Step<Input, Data> extends Operation<StepInput<Input>, LoginAnswer<unknown>> {
  /**
   * Makes `snapshot.pending.data` of the `data` of the answer that asked for this step, and gives it a type (annotate the parameter as
   * `unknown`, so that TypeScript infers the result). Default: as it is.
   */
  data?(given: unknown): Data;
}

/** The steps of a backend, by name. */
export type Steps = Readonly<Record<string, Step<never, unknown>>>;

type DataOf<One> = NonNullable<One> extends Step<never, infer Data> ? Data : unknown;

/** The step that a login waits for, as snapshots show it. */
export type PendingStep<Known extends Steps = Steps> = {
  readonly [Name in keyof Known & string]: {
    /** The name of the step. */
    readonly step: Name;
    /** What the server said about it. */
    readonly data: DataOf<Known[Name]>;
  };
}[keyof Known & string];

/** What `session.proceed()` takes: the input of the steps of a backend. */
export type StepInputs<Known extends Steps> = {
  readonly [Name in keyof Known]-?: NonNullable<Known[Name]> extends Step<infer Input, unknown>
    ? Input
    : never;
}[keyof Known];
