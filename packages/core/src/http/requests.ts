/** The request policy as bindings see it: what a request is, what it carries, and the two questions that a binding asks. */
import type { Carried } from "../machine/requests.ts";
import type { Answer } from "../model/operation.ts";

/** A request as the policy sees it. */
export interface Outgoing {
  /** The final URL: absolute, or relative to the backend's `baseUrl`. */
  readonly url: string | URL;
  readonly method: string;
  /** The request's own headers: a request that already has the session's header is sent as it is. Default: none. */
  readonly headers?: { has(name: string): boolean } | undefined;
  /** Aborts the waiting as well. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** It travels by XMLHttpRequest, which cannot leave the cookies of the page's own origin behind. Default: `false`. */
  readonly xhr?: boolean | undefined;
  /**
   * It is a call of `session.fetch`, so it is meant to be signed: development builds tell wherever it is not. HTTP clients send all their
   * requests through here. Default: `false`.
   */
  readonly isFetch?: boolean | undefined;
  /** It is a signed operation of the backend's description, which names its address: no other rule about addresses counts. Default: `false`. */
  readonly isOperation?: boolean | undefined;
}

/** What a signed request carries. */
export interface Signed extends Carried {
  /** The header to send: its name and value. `null`: none, because a cookie carries the token. */
  readonly header: readonly [name: string, value: string] | null;
  /** Which cookies to send, where the request itself does not say. `undefined`: the platform's default. */
  readonly credentials: RequestCredentials | undefined;
}

/** How an answered request can be treated. */
export interface Replaying {
  /** Whether the body can be sent a second time; a function is asked when it comes to that. Default: `true`. */
  readonly replayable?: boolean | (() => boolean);
  /** Aborts the waiting as well. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The request policy, for whoever binds Sojourn to an HTTP client.
 *
 * @example
 * ```ts
 * import type { Requests } from "@sojourn/core";
 *
 * async function get(requests: Requests, url: string): Promise<Response> {
 *   let signed = await requests.sign({ url, method: "GET" });
 *   for (;;) {
 *     const response = await fetch(url, { headers: signed?.header ? [[...signed.header]] : [] });
 *     signed = signed && (await requests.settle(signed, { status: response.status, body: undefined }));
 *     if (!signed) return response;
 *   }
 * }
 * ```
 */
export interface Requests {
  /**
   * Waits for the first status and, if the token is about to expire, for its renewal. The request is signed for the person whose
   * session the screen shows at the moment of the call. `null`: it goes unsigned, because nobody is logged in, its URL is not
   * allowed, it is one of the backend's public addresses, or it has such a header already.
   *
   * Rejects with a `SessionError` if somebody is logged in but no working token can be had, with `session-changed` if that session
   * is over by then, and with the signal's reason when it is aborted.
   */
  sign(request: Outgoing): Promise<Signed | null>;
  /**
   * What `sign` would resolve to, at once, if nothing has to be waited for. `undefined`: call `sign`. A shortcut for the common case:
   * a binding may ignore it, and a policy of your own may leave it out.
   */
  signNow?(request: Outgoing): Signed | null | undefined;
  /**
   * Looks at an answer. Its body may also be the text of its JSON; anything else, a Blob for example, counts as unreadable. A new
   * `Signed`: send the request again with it. `null`: the answer is the caller's.
   *
   * Rejects with a `SessionError`: `session-changed` if somebody logged in or out meanwhile, `not-supported` if the request would
   * have to be sent again and cannot be, and with the error of the renewal if that failed.
   */
  settle(signed: Signed, answer: Answer, replaying?: Replaying): Promise<Signed | null>;
  /** `true`: the answer is the caller's, and `settle` would resolve to `null`. `false`: call `settle`. A shortcut like `signNow`. */
  isSettled?(signed: Signed, answer: Answer): boolean;
}
