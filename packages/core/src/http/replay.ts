/** Bodies that have to be sent a second time: which can be, and what is kept of a `Request` for that. */

/** How much of a `Request`'s body is kept, in bytes. Whoever sends more sends it again, should it be refused. */
const MOST = 10 * 1024 * 1024;

/** Whether a body is used up by sending it: a stream, or an async iterable, which Node takes as one. */
function isUsedUp(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return "getReader" in body || Symbol.asyncIterator in body;
}

/**
 * Keeps what a copy of a body brings, up to ten megabytes; gives it once all of it came, and `null` before and for larger ones.
 * Of a `Request` nobody can tell whether its body is a text at hand or a stream that must not be held in memory as a whole.
 */
function keep(copy: ReadableStream<Uint8Array<ArrayBuffer>>): () => Blob | null {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = copy.getReader();
  let isWhole = false;
  const readAll = async (): Promise<void> => {
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > MOST) {
        chunks.length = 0;
        // From here on the body passes by without a copy. It resolves only when the sending is over as well.
        void reader.cancel().catch(() => {});
        return;
      }
      chunks.push(value);
    }
    isWhole = true;
  };
  // A body that fails makes the sending fail, which tells.
  readAll().catch(() => {});
  return () => (isWhole ? new Blob(chunks) : null);
}

/** What fetch takes to send a request. */
export interface Sendable {
  readonly input: Request | URL | string;
  /** What stands in for the `init` that was given. */
  readonly init: { readonly body?: Blob };
}

/**
 * Gets ready for sending a request twice. Call it just before it is sent for the first time.
 *
 * @returns What to send the next time; `null` where the body is gone.
 */
export function prepareReplay(input: Request | URL | string, body: unknown): () => Sendable | null {
  const same: Sendable = { input, init: {} };
  const hasOwnBody = body !== undefined && body !== null;
  const hasNone = typeof input === "string" || !("url" in input) || input.body === null;
  if (hasOwnBody || hasNone) return () => (isUsedUp(body) ? null : same);
  const copy = input.clone();
  // Firefox has no `body`, and no streams as bodies either.
  if (!copy.body) return () => ({ input: copy.clone(), init: {} });
  const kept = keep(copy.body);
  return () => {
    const whole = kept();
    return whole && { input, init: { body: whole } };
  };
}
