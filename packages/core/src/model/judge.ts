/** Judges an answer of one of the backend's own operations: a value, a clear refusal, or an error that says nothing about the session. */
import type { CompleteBackend, Operation } from "./backend.ts";
import { type Fields, SessionError, type SessionErrorCode } from "./errors.ts";

/** The JSON in a text. `undefined`: it is empty or no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to do about an answer that is no success. */
const hints = {
  misconfigured: "Check baseUrl, the path and its trailing slash.",
  throttled: "Wait for retryAfter.",
  timeout: "Try again.",
  server: "Try again later.",
  rejected: "Log in again.",
  "invalid-credentials": "Check name and password.",
  validation: "Show the messages in fields.",
} satisfies Partial<Record<SessionErrorCode, string>>;

/** The code of an answer that is no success. */
type FailureCode = keyof typeof hints;

/** An answer as it arrived. */
export interface Received {
  readonly response: {
    readonly status: number;
    readonly redirected: boolean;
    /** `"opaqueredirect"`: the browser did not follow a redirect, and tells nothing else about it. */
    readonly type?: string;
    readonly headers: { get(name: string): string | null };
  };
  readonly url: string;
  readonly text: string;
  /** Milliseconds of `Retry-After`; `null`: there is none, or it cannot be read. */
  readonly retryAfter: number | null;
}

/** An answer with what is read in it before it is judged. */
interface ParsedAnswer extends Received {
  readonly status: number;
  /** The JSON in its text; `undefined`: there is none. */
  readonly body: unknown;
  /** Its content type, without parameters. */
  readonly contentType: string;
  /** It came from another address than the one that was asked. */
  readonly isAstray: boolean;
}

/** The status codes that say that the address is wrong, or how it was asked. */
const wrongAddress: ReadonlySet<number> = new Set([404, 405, 406, 415]);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function parse({ method }: Operation<never, unknown>, received: Received): ParsedAnswer {
  const { status, redirected, type, headers } = received.response;
  return {
    ...received,
    status,
    body: readJson(received.text),
    contentType: headers.get("content-type")?.split(";")[0] ?? "no type",
    // Browsers repeat a redirected POST as GET. The answer is then one to another request (wire: slash/*).
    isAstray: (redirected && method !== "GET") || type === "opaqueredirect",
  };
}

/**
 * Whether the answer can be one of the API at all: JSON, an empty body, or a plain word such as Express sends. HTML comes from
 * proxies and error pages.
 */
function isFromApi({ body, text, contentType }: ParsedAnswer): boolean {
  if (body !== undefined || text === "") return true;
  return contentType === "text/plain" && !text.trim().startsWith("<");
}

/** Whether the operation itself calls this answer a clear refusal. */
function isRefusal(
  { rejects }: Operation<never, unknown>,
  answer: ParsedAnswer,
  isLogin: boolean,
): boolean {
  const { status, body } = answer;
  if (!rejects || !isFromApi(answer)) return false;
  const isOrdinary = status >= 400 && !wrongAddress.has(status);
  // Some logins answer 404 to an unknown name, or 200 with an error inside.
  if (body !== undefined) return (isOrdinary || isLogin) && rejects({ status, body });
  try {
    return isOrdinary && rejects({ status, body });
  } catch {
    // A function that looks into the missing body does not decide on the status alone.
    return false;
  }
}

/** The code of an answer that is no success. */
function codeOf(
  operation: Operation<never, unknown>,
  answer: ParsedAnswer,
  isLogin: boolean,
): FailureCode {
  const { status, isAstray } = answer;
  if (status === 429) return "throttled";
  if (status === 408) return "timeout";
  if (status === 425 || status >= 500) return "server";
  const isRedirect = status >= 300 && status < 400;
  if (isAstray || isRedirect) return "misconfigured";
  if (isRefusal(operation, answer, isLogin)) return isLogin ? "invalid-credentials" : "rejected";
  if (isSuccess(status) || wrongAddress.has(status) || !isFromApi(answer)) return "misconfigured";
  return "validation";
}

/**
 * Judges an answer: its value, or the error it stands for. Only an answer that the operation itself calls a rejection is a clear
 * refusal (`rejected`, `invalid-credentials`), and HTML never is, because proxies and error pages send it.
 *
 * Throws `misconfigured` if a function of the description fails, except `read`: an answer that cannot be read may come from a
 * wrong address, so the error names the address first.
 */
export function judge<Output>(
  operation: Operation<never, Output>,
  received: Received,
  backend: CompleteBackend<never, unknown>,
): { readonly value: Output } | SessionError {
  const { read } = operation;
  const answer = parse(operation, received);
  let mistake: SessionError | null = null;
  if (isSuccess(answer.status) && !answer.isAstray) {
    try {
      const value = read?.(answer.body);
      if (value !== undefined || !read) return { value: value as Output };
    } catch (error) {
      // Descriptions are guarded: they throw nothing but SessionErrors.
      mistake = error as SessionError;
    }
  }
  return failure(operation, answer, backend, mistake);
}

/** The error that an answer stands for. `mistake`: how `read` failed. */
function failure(
  operation: Operation<never, unknown>,
  answer: ParsedAnswer,
  backend: CompleteBackend<never, unknown>,
  mistake: SessionError | null,
): SessionError {
  const { status, retryAfter } = answer;
  const code = codeOf(operation, answer, operation === backend.login);
  const what = `${operation.method} ${answer.url} answered ${describe(answer, code)}.`;
  const fault = mistake?.message ?? `${backend.name} expects a different answer.`;
  const sentences = code === "misconfigured" ? [what, fault, hints[code]] : [what, hints[code]];
  return new SessionError(code, sentences.join(" "), {
    status: status || null,
    retryAfter,
    fields: fieldsOf(answer, code, backend),
    cause: mistake?.cause,
  });
}

/** The answer as its error message describes it. */
function describe(answer: ParsedAnswer, code: FailureCode): string {
  const { status, contentType, body, response } = answer;
  if (status === 0) return "a redirect";
  const notes = [contentType];
  if (response.redirected) notes.push("redirected");
  const description = `${status} (${notes.join(", ")})`;
  if (!isUnreadSuccess(answer, code)) return description;
  return description + nameMembers(body);
}

/** Whether it is a success that could not be read. Its members say what to change in the description. */
function isUnreadSuccess({ status }: ParsedAnswer, code: FailureCode): boolean {
  return isSuccess(status) && code === "misconfigured";
}

/** The names of the members in a body. No values, and no names that are so long that they may be tokens. */
function nameMembers(body: unknown): string {
  if (!(body instanceof Object) || Array.isArray(body)) return "";
  const names = Object.keys(body).filter((name) => name.length <= 30);
  if (names.length === 0) return "";
  const quoted = names.slice(0, 8).map((name) => `"${name}"`);
  return ` with the members ${quoted.join(", ")}`;
}

/** The server's field messages. */
function fieldsOf(
  answer: ParsedAnswer,
  code: FailureCode,
  { fields }: CompleteBackend<never, unknown>,
): Fields {
  const { status, body } = answer;
  if (body === undefined || isUnreadSuccess(answer, code)) return {};
  const messages = fields(body);
  if (isSuccess(status)) return withoutTokens(messages);
  return messages;
}

/** A text without blanks that is long enough to be a token. */
const tokenLike = /^[!-~]{16,}$/;

/** Leaves out what may be a token: a success that was taken for an error may contain some. Sentences have blanks, tokens have none. */
function withoutTokens(fields: Fields): Fields {
  const sentences = Object.entries(fields).map(
    ([name, messages]) => [name, messages.filter((text) => !tokenLike.test(text))] as const,
  );
  return Object.fromEntries(sentences.filter(([, messages]) => messages.length > 0));
}
