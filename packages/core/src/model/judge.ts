/** What an answer of one of the backend's own addresses means: a value, a definitive no, or something that settles nothing. */
import type { CompleteBackend, Operation } from "./backend.ts";
import { type Fields, SessionError, type SessionErrorCode } from "./errors.ts";

/** The JSON in a text; `undefined` where it is empty or something else. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to do next about an answer that is no success. */
const hints = {
  misconfigured: "Check baseUrl, the path and its trailing slash.",
  throttled: "Wait for retryAfter.",
  timeout: "Try again.",
  server: "Try again later.",
  rejected: "Log in again.",
  "invalid-credentials": "Check name and password.",
  validation: "Show the messages in fields.",
} satisfies Partial<Record<SessionErrorCode, string>>;

/**
 * The names of the members in a body that nobody could read, for the message: names only, never values, and none that is
 * too long to be a name.
 */
function nameMembers(body: unknown): string {
  if (!(body instanceof Object) || Array.isArray(body)) return "";
  const names = Object.keys(body).filter((name) => name.length <= 30);
  const told = names.slice(0, 8).map((name) => `"${name}"`);
  return told.length > 0 ? ` with the members ${told.join(", ")}` : "";
}

/** An answer as it came. */
export interface Received {
  readonly response: {
    readonly status: number;
    readonly redirected: boolean;
    /** `"opaqueredirect"`: a browser that did not follow a redirect, and tells nothing else of it. */
    readonly type?: string;
    readonly headers: { get(name: string): string | null };
  };
  readonly url: string;
  readonly text: string;
  /** Milliseconds of `Retry-After`; `null`: none, or not readable. */
  readonly retryAfter: number | null;
}

/** What is known of an answer before it is judged. */
interface Came {
  readonly status: number;
  readonly text: string;
  /** The JSON in it; `undefined`: there is none. */
  readonly body: unknown;
  /** Its content type, without parameters. */
  readonly kind: string;
  /** Something else answered than what was asked. */
  readonly isAstray: boolean;
}

/** They say that an address is wrong, or how it is asked. */
const wrongAddress: ReadonlySet<number> = new Set([404, 405, 406, 415]);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Whether it can be an answer of the API at all: JSON, empty, or a bare word such as Express sends. HTML comes from others. */
function isAnswer({ body, text, kind }: Came): boolean {
  return body !== undefined || !text || (kind === "text/plain" && !text.trim().startsWith("<"));
}

/** Whether the operation itself calls this answer a definitive no. */
function isRefusal({ rejects }: Operation<never, unknown>, came: Came, isLogin: boolean): boolean {
  const { status, body } = came;
  if (!rejects || !isAnswer(came)) return false;
  const isOrdinary = status >= 400 && !wrongAddress.has(status);
  // Some logins answer 404 to a name they do not know, or 200 with an error inside.
  if (body !== undefined) return (isOrdinary || isLogin) && rejects({ status, body });
  try {
    return isOrdinary && rejects({ status, body });
  } catch {
    // Who looks into a body that is not there does not decide on the status alone.
    return false;
  }
}

/** What an answer that is no success stands for. */
function codeOf(
  operation: Operation<never, unknown>,
  came: Came,
  isLogin: boolean,
): keyof typeof hints {
  const { status, isAstray } = came;
  if (status === 429) return "throttled";
  if (status === 408) return "timeout";
  if (status === 425 || status >= 500) return "server";
  const isRedirect = status >= 300 && status < 400;
  if (isAstray || isRedirect) return "misconfigured";
  if (isRefusal(operation, came, isLogin)) return isLogin ? "invalid-credentials" : "rejected";
  if (isSuccess(status) || wrongAddress.has(status) || !isAnswer(came)) return "misconfigured";
  return "validation";
}

/** Sentences have blanks, tokens have none: a success that was not understood may hold some. */
function withoutTokens(fields: Fields): Fields {
  const told = Object.entries(fields).map(
    ([name, messages]) => [name, messages.filter((text) => !/^[!-~]{16,}$/.test(text))] as const,
  );
  return Object.fromEntries(told.filter(([, messages]) => messages.length > 0));
}

/**
 * Judges an answer: its value, or the error it stands for. Only what the operation itself describes as a rejection is
 * definitive (`rejected`, `invalid-credentials`), and never HTML: that is what proxies and error pages speak.
 *
 * Throws `misconfigured` where a function of the description does, but not for `read`: who cannot read an answer is asked for
 * its address first.
 */
export function judge<Output>(
  operation: Operation<never, Output>,
  { response, url, text, retryAfter }: Received,
  { name, login, fields }: CompleteBackend<never, unknown>,
): { readonly value: Output } | SessionError {
  const { status, redirected, type, headers } = response;
  const { method, read } = operation;
  const body = readJson(text);
  const kind = headers.get("content-type")?.split(";")[0] ?? "no type";
  // Browsers repeat a redirected POST as GET: what answers then is not what was asked (wire: slash/*).
  const isAstray = (redirected && method !== "GET") || type === "opaqueredirect";
  let mistake: SessionError | undefined;
  if (isSuccess(status) && !isAstray) {
    try {
      const value = read?.(body);
      if (value !== undefined || !read) return { value: value as Output };
    } catch (error) {
      mistake = error as SessionError;
    }
  }
  const code = codeOf(operation, { status, text, body, kind, isAstray }, operation === login);
  const isUnread = isSuccess(status) && code === "misconfigured";
  const came = status ? `${status} (${kind}${redirected ? ", redirected" : ""})` : "a redirect";
  // A success with other members than expected: which ones says what to change. An error's are in `fields`.
  const members = isUnread ? nameMembers(body) : "";
  const unlike = code === "misconfigured" ? `, not like ${mistake?.message ?? `${name}.`}` : ".";
  const told = body === undefined || isUnread ? {} : fields(body);
  return new SessionError(
    code,
    `${method} ${url} answered ${came}${members}${unlike} ${hints[code]}`,
    {
      status: status || null,
      retryAfter,
      fields: isSuccess(status) ? withoutTokens(told) : told,
      cause: mistake?.cause,
    },
  );
}
