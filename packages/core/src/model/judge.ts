/** Judges an answer of one of the backend's own operations: a value, a clear refusal, or an error that says nothing about the session. */
import type { CompleteBackend } from "./backend.ts";
import { type Fields, SessionError, type SessionErrorCode } from "./errors.ts";
import type { FullAnswer, Meaning, Operation } from "./operation.ts";

/** The JSON in a text. `undefined`: it is empty or no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON of a body that is an object or a text. */
export function jsonOf(body: unknown): unknown {
  if (typeof body === "string") return readJson(body);
  if ((body as object | null | undefined)?.constructor === Object) return body;
  return undefined;
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
  /** The address, as errors may name it. */
  readonly url: string;
  readonly text: string;
  /** Milliseconds of `Retry-After`; `null`: there is none, or it cannot be read. */
  readonly retryAfter: number | null;
}

/** An answer with what is read in it before it is judged. */
interface ParsedAnswer extends Received {
  /** The answer as the functions of the description see it. */
  readonly full: FullAnswer;
  readonly status: number;
  /** The JSON in its text; `undefined`: there is none. */
  readonly body: unknown;
  /** Its content type, without parameters. */
  readonly contentType: string;
  /** It came from another address than the one that was asked. */
  readonly isAstray: boolean;
  /** What the description says that it means; `undefined`: the usual rules say. */
  readonly meaning: Meaning | undefined;
}

/** The status codes that say that the address is wrong, or how it was asked. */
const wrongAddress: ReadonlySet<number> = new Set([404, 405, 406, 415]);

/** The status codes that mean the same on every server, whatever a description says. Those from 500 on do as well. */
const plainMeaning: ReadonlySet<number> = new Set([408, 425, 429]);

const NO_TYPE = "no type";

/** What servers call a plain text. Passport gives no type at all (jaredhanson/passport, lib/middleware/authenticate.js). */
const plainTypes: ReadonlySet<string> = new Set(["text/plain", NO_TYPE]);

const is2xx = (status: number): boolean => status >= 200 && status < 300;

function parse(operation: Operation<never, unknown>, received: Received): ParsedAnswer {
  const { response, text } = received;
  const { status, redirected, type, headers } = response;
  const body = readJson(text);
  const answer = {
    ...received,
    full: { status, body, text, header: (name: string) => headers.get(name) },
    status,
    body,
    contentType: headers.get("content-type")?.split(";")[0] ?? NO_TYPE,
    // Browsers repeat a redirected POST as GET. The answer is then one to another request (wire: slash/*).
    isAstray: (redirected && operation.method !== "GET") || type === "opaqueredirect",
  };
  return { ...answer, meaning: meaningOf(operation, answer) };
}

/** What the description says that an answer means. */
function meaningOf(
  { means }: Operation<never, unknown>,
  answer: Omit<ParsedAnswer, "meaning">,
): Meaning | undefined {
  const { status, isAstray, body, full } = answer;
  const is4xx = status >= 400 && status < 500;
  const isOpen = (is2xx(status) || is4xx) && !plainMeaning.has(status) && !isAstray;
  if (!means || !isOpen || !isFromApi(answer)) return undefined;
  if (body !== undefined) return means(full);
  try {
    return means(full);
  } catch {
    // A function that looks into the missing body does not decide on status, text and headers alone.
    return undefined;
  }
}

/** Whether the answer is a success: the description says so, or says nothing about a 2xx. */
function isSuccess({ status, meaning, isAstray }: ParsedAnswer): boolean {
  if (meaning !== undefined) return meaning === "value";
  return is2xx(status) && !isAstray;
}

/**
 * Whether the answer can be one of the API at all: JSON, an empty body, or a plain word such as Express sends. HTML comes from
 * proxies and error pages.
 */
function isFromApi({
  body,
  text,
  contentType,
}: Pick<ParsedAnswer, "body" | "text" | "contentType">): boolean {
  if (body !== undefined || text === "") return true;
  return plainTypes.has(contentType) && !isHtml(text);
}

/** Whether a text is HTML or XML. Content types do not tell: Laravel sends a plain text as `text/html`. */
function isHtml(text: string): boolean {
  return text.trim().startsWith("<");
}

/** Whether the operation itself calls this answer a clear refusal. */
function isRefusal(
  { rejects }: Operation<never, unknown>,
  answer: ParsedAnswer,
  isLogin: boolean,
): boolean {
  const { status, body, full } = answer;
  if (!rejects || !isFromApi(answer)) return false;
  const isOrdinary = status >= 400 && !wrongAddress.has(status);
  // Some logins answer 404 to an unknown name, or 200 with an error inside.
  if (body !== undefined) return (isOrdinary || isLogin) && rejects(full);
  try {
    return isOrdinary && rejects(full);
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
  const { status, isAstray, meaning } = answer;
  const refusal = isLogin ? "invalid-credentials" : "rejected";
  if (meaning === "rejected") return refusal;
  if (meaning === "throttled" || meaning === "validation") return meaning;
  if (status === 429) return "throttled";
  if (status === 408) return "timeout";
  if (status === 425 || status >= 500) return "server";
  const isRedirect = status >= 300 && status < 400;
  if (isAstray || isRedirect) return "misconfigured";
  if (isRefusal(operation, answer, isLogin)) return refusal;
  if (isSuccess(answer) || is2xx(status) || wrongAddress.has(status) || !isFromApi(answer))
    return "misconfigured";
  return "validation";
}

/**
 * Judges an answer: its value, or the error it stands for. Only an answer that the operation itself calls a rejection is a clear
 * refusal (`rejected`, `invalid-credentials`), and HTML never is, because proxies and error pages send it.
 *
 * `isLogin`: the operation logs somebody in, so a refusal is about the credentials.
 *
 * Throws `misconfigured` if a function of the description fails, except `read`: an answer that cannot be read may come from a
 * wrong address, so the error names the address first.
 */
export function judge<Output>(
  operation: Operation<never, Output>,
  received: Received,
  backend: CompleteBackend<never, unknown>,
  isLogin: boolean = operation === backend.login,
): { readonly value: Output } | SessionError {
  const { read } = operation;
  const answer = parse(operation, received);
  let mistake: SessionError | null = null;
  if (isSuccess(answer) && !isHtml(answer.text)) {
    try {
      const value = read?.(answer.body, answer.full);
      if (value !== undefined || !read) return { value: value as Output };
    } catch (error) {
      // Descriptions are guarded: they throw nothing but SessionErrors.
      mistake = error as SessionError;
    }
  }
  return failure(codeOf(operation, answer, isLogin), operation, answer, backend, mistake);
}

/** The error that an answer stands for. `mistake`: how `read` failed. */
function failure(
  code: FailureCode,
  operation: Operation<never, unknown>,
  answer: ParsedAnswer,
  backend: CompleteBackend<never, unknown>,
  mistake: SessionError | null,
): SessionError {
  const { status, retryAfter } = answer;
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
function isUnreadSuccess(answer: ParsedAnswer, code: FailureCode): boolean {
  return isSuccess(answer) && code === "misconfigured";
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
  if (is2xx(status)) return withoutTokens(messages);
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
