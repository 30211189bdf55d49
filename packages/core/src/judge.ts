/** What an answer of one of the backend's own addresses means: a value, a definitive no, or something that settles nothing. */
import type { CompleteBackend, Operation } from "./backend.ts";
import { SessionError, type SessionErrorCode } from "./errors.ts";

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

/** What a reader makes of a body; one that stumbles says thereby that it does not know it. */
function attempt<Output>(operation: Operation<never, Output>, body: unknown): Output | undefined {
  try {
    return operation.read?.(body);
  } catch {
    return undefined;
  }
}

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
    readonly headers: { get(name: string): string | null };
  };
  readonly url: string;
  readonly text: string;
  /** Milliseconds of `Retry-After`; `null`: none, or not readable. */
  readonly retryAfter: number | null;
}

/**
 * Judges an answer: its value, or the error it stands for. Only what the operation itself describes as a rejection is
 * definitive (`rejected`, `invalid-credentials`), and only in JSON: proxies and error pages speak HTML.
 */
export function judge<Output>(
  operation: Operation<never, Output>,
  { response, url, text, retryAfter }: Received,
  { name, login, fields }: CompleteBackend<never, unknown>,
): { readonly value: Output } | SessionError {
  const { status, redirected, headers } = response;
  const { method, read, rejects } = operation;
  const body = readJson(text);
  // Browsers repeat a redirected POST as GET: what answers then is not what was asked (wire: slash/*).
  const isAstray = redirected && method !== "GET";
  if (status >= 200 && status < 300 && !isAstray) {
    const value = attempt(operation, body);
    if (value !== undefined || !read) return { value: value as Output };
  }
  const code: keyof typeof hints =
    status === 429
      ? "throttled"
      : status === 408
        ? "timeout"
        : status === 425 || status >= 500
          ? "server"
          : isAstray ||
              status < 400 ||
              [404, 405, 406, 415].includes(status) ||
              (text && body === undefined)
            ? "misconfigured"
            : body === undefined || !rejects?.({ status, body })
              ? "validation"
              : operation === login
                ? "invalid-credentials"
                : "rejected";
  const kind = headers.get("content-type")?.split(";")[0] ?? "no type";
  const came = `${status} (${kind}${redirected ? ", redirected" : ""})`;
  // A success with other members than expected: which ones says what to change. An error's are in `fields`.
  const members = status < 300 ? nameMembers(body) : "";
  return new SessionError(
    code,
    `${method} ${url} answered ${came}${members}${
      code === "misconfigured" ? `, not like ${name}` : ""
    }. ${hints[code]}`,
    // What a success holds is tokens or a user, never messages.
    { status, retryAfter, fields: status < 400 ? {} : fields(body) },
  );
}
