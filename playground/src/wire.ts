/** The wire between page and server: a fetch that tells of each request, and that can be cut. */

/** One request that was answered, or was not. */
export interface Sent {
  /** When it was sent. */
  readonly at: number;
  readonly method: string;
  readonly url: URL;
  /** `null`: no answer. */
  readonly status: number | null;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** A fetch to hand to a session or an HTTP client. */
export interface Wire {
  readonly fetch: typeof fetch;
  /** While cut, every request fails as it does without a network. */
  cut: boolean;
  /** Hears of a request that took another way, once it is over. */
  told(sent: Sent): void;
}

/** Makes a wire. `told` hears of each request once it is over. */
export function createWire(told: (sent: Sent) => void): Wire {
  const wire: Wire = {
    cut: false,
    told,
    async fetch(input, init) {
      const request = input instanceof Request ? input : null;
      const url = new URL(request ? request.url : (input as string | URL), document.baseURI);
      const method = init?.method ?? request?.method ?? "GET";
      const at = Date.now();
      const start = performance.now();
      let status: number | null = null;
      try {
        if (wire.cut) throw new TypeError("The playground is offline.");
        const response = await fetch(input, init);
        status = response.status;
        return response;
      } finally {
        told({ at, method, url, status, ms: Math.round(performance.now() - start) });
      }
    },
  };
  return wire;
}
