// The recorded answers of real servers, and the judgement of the core about such an answer.
import { readFileSync } from "node:fs";
import type { AccountOperation, Operation } from "@sojourn/core";
import { createAnswer } from "@sojourn/core/testing";

/** One class of recordings: see wire/make-fixtures.mjs. */
export interface Recorded {
  readonly name: string;
  readonly profile: string;
  readonly method: string | null;
  readonly path: string | null;
  /** The JSON or other body that was sent; `null` for none. */
  readonly request?: unknown;
  /** 0 if the browser did not show the answer to scripts. */
  readonly status: number;
  readonly type: string | null;
  readonly json?: unknown;
  readonly text?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly sessionOutcome?: string;
  readonly versions: readonly string[];
  readonly recordings: number;
}

// biome-ignore lint/suspicious/noExplicitAny: inputs are contravariant; only `any` lets every operation in
export type AnyOperation = AccountOperation<any, unknown> | Operation<any, unknown>;

export function recorded(file: string): Recorded[] {
  return JSON.parse(readFileSync(new URL(`wire/${file}.json`, import.meta.url), "utf8"));
}

/** The judgement about an answer. */
export type Verdict = "value" | "later" | "set-up" | "rejected" | "invalid";

/** Judges like the core: `rejects` sees only JSON that is no temporary failure and no mistake of the set-up. */
export function judge(operation: AnyOperation, { status, json, text = "" }: Recorded): Verdict {
  const isFromApi = json !== undefined || text === "";
  const answer = createAnswer({ status, body: json, text: json === undefined ? text : undefined });
  const meaning = isFromApi && status < 500 ? operation.means?.(answer) : undefined;
  if (meaning === "value") return reads(operation, status, json) ? "value" : "set-up";
  if (meaning === "throttled") return "later";
  if (meaning === "validation") return "invalid";
  if (meaning !== undefined) return meaning;
  if (status >= 200 && status < 300) return reads(operation, status, json) ? "value" : "set-up";
  if (status === 408 || status === 425 || status === 429 || status >= 500) return "later";
  if (status < 400 || [404, 405, 406, 415].includes(status)) return "set-up";
  return json !== undefined && operation.rejects?.({ status, body: json }) ? "rejected" : "invalid";
}

/** Whether the operation finds a value in this JSON. It may throw to say what is wrong with the set-up. */
function reads({ read }: AnyOperation, status: number, json: unknown): boolean {
  if (!read) return true;
  if (json === undefined) return false;
  try {
    return read(json, createAnswer({ status, body: json })) !== undefined;
  } catch {
    return false;
  }
}
