// The recorded answers of real servers, and what the core makes of such an answer.
import { readFileSync } from "node:fs";
import type { AccountOperation, Operation } from "@sojourn/core";

/** One class of recordings: see wire/make-fixtures.mjs. */
export interface Recorded {
  readonly name: string;
  readonly profile: string;
  readonly method: string | null;
  readonly path: string | null;
  /** The JSON that was sent, or what else was; `null`: nothing. */
  readonly request?: unknown;
  /** 0: the browser kept the answer away from script. */
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

/** What an answer to an operation comes to. */
export type Verdict = "value" | "later" | "set-up" | "rejected" | "invalid";

/** As the core judges: only what is JSON, and no matter of the moment or of the set-up, is shown to `rejects`. */
export function judge(operation: AnyOperation, { status, json }: Recorded): Verdict {
  if (status >= 200 && status < 300) {
    if (!operation.read) return "value";
    return json === undefined || operation.read(json) === undefined ? "set-up" : "value";
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) return "later";
  if (status < 400 || [404, 405, 406, 415].includes(status)) return "set-up";
  return json !== undefined && operation.rejects?.({ status, body: json }) ? "rejected" : "invalid";
}
