/** Decides which request bodies can be sent a second time, and keeps a copy of a `Request`'s body for that. */

/** The largest body of a `Request` that is kept, in bytes. A larger one is not replayed: the app must send it again. */
const LARGEST_COPY = 10 * 1024 * 1024;

/** Whether a body can be sent only once: a stream, or an async iterable, which Node accepts as a stream. */
function isUsedUp(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return "getReader" in body || Symbol.asyncIterator in body;
}

/**
 * Reads a copy of a body into memory, up to ten megabytes. The returned function gives the whole body, or `null` if it has not all arrived
 * or is larger. The limit is needed because a `Request` does not tell whether its body is a short text or a long stream.
 */
function keepCopy(copy: ReadableStream<Uint8Array<ArrayBuffer>>): () => Blob | null {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = copy.getReader();
  let isWhole = false;
  const readAll = async (): Promise<void> => {
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > LARGEST_COPY) {
        chunks.length = 0;
        // The rest of the body is sent without a copy. `cancel` resolves only after the original was sent as well.
        void reader.cancel().catch(() => {});
        return;
      }
      chunks.push(value);
    }
    isWhole = true;
  };
  // If the body fails, sending it fails too, and reports the error.
  readAll().catch(() => {});
  return () => (isWhole ? new Blob(chunks) : null);
}

/** The arguments of `fetch` that send a request. */
export interface Sendable {
  readonly input: Request | URL | string;
  /** Overrides the `init` that was given. */
  readonly init: { readonly body?: Blob };
}

/**
 * Prepares to send a request twice. Call this just before you send it for the first time.
 *
 * @returns A function that gives the arguments for the next `fetch`, or `null` if the body can no longer be sent.
 */
export function prepareReplay(input: Request | URL | string, body: unknown): () => Sendable | null {
  const same: Sendable = { input, init: {} };
  const hasOwnBody = body !== undefined && body !== null;
  const hasNone = typeof input === "string" || !("url" in input) || input.body === null;
  if (hasOwnBody || hasNone) {
    return () => (isUsedUp(body) ? null : same);
  }
  const copy = input.clone();
  // Firefox has neither `Request.body` nor streams as bodies.
  if (!copy.body) return () => ({ input: copy.clone(), init: {} });
  const kept = keepCopy(copy.body);
  return () => {
    const whole = kept();
    return whole && { input, init: { body: whole } };
  };
}
