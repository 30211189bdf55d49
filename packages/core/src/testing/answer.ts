/** Answers for tests of a description: what its functions get of a server's answer. */
import type { FullAnswer } from "../model/operation.ts";

/** What an answer of {@link createAnswer} contains. */
export interface AnswerParts {
  /** HTTP status. Default: 200. */
  readonly status?: number | undefined;
  /** The body as an object. Default: none. */
  readonly body?: unknown;
  /** The body as text. Default: `body` as JSON, or `""`. */
  readonly text?: string | undefined;
  /** The headers. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes an answer as the functions of a backend description see it, so that you can test them with recorded answers alone.
 *
 * @example
 * ```ts
 * import { createAnswer } from "@sojourn/core/testing";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const { login } = simpleJwt({ baseUrl: "/api/" });
 * const answer = createAnswer({ body: { access: "a1", refresh: "r1" } });
 * const grant = login.read?.(answer.body, answer);
 * ```
 */
export function createAnswer(parts: AnswerParts = {}): FullAnswer {
  const { status = 200, body, headers = {} } = parts;
  const text = parts.text ?? (body === undefined ? "" : JSON.stringify(body));
  const known = new Headers(headers);
  return { status, body, text, header: (name) => known.get(name) };
}
