/** Signs requests and recovers refused ones: the one policy that fetch, axios and every other binding translate. */

import { isDevelopment, warn } from "../development.ts";
import {
  type Carried,
  causesOfRefusal,
  isBelow,
  isOwnSigned,
  isPublic,
  judgeAnswer,
} from "../machine/requests.ts";
import { currentPause } from "../machine/schedule.ts";
import type { Answer, Challenge } from "../model/backend.ts";
import { type Fields, isSessionError, SessionError, sessionChanged } from "../model/errors.ts";
import { readJson } from "../model/judge.ts";
import type { SessionRecord } from "../model/state.ts";
import type { Asking } from "../runtime/ask.ts";
import type { Runtime } from "../runtime/session.ts";

/** A request as the policy sees it. */
export interface Outgoing {
  /** The final URL: absolute, or relative to the backend's `baseUrl`. */
  readonly url: string | URL;
  readonly method: string;
  /** The request's own headers: who brings the session's header knows why, and goes unsigned. Default: none. */
  readonly headers?: { has(name: string): boolean } | undefined;
  /** Aborts the waiting as well. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** It travels by XMLHttpRequest, which cannot leave the cookies of the page's own origin behind. Default: `false`. */
  readonly xhr?: boolean | undefined;
}

/** What a signed request carries. */
export interface Signed extends Carried {
  /** The header to send: its name and value. */
  readonly header: readonly [name: string, value: string];
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
 *     const response = await fetch(url, { headers: signed ? [[...signed.header]] : [] });
 *     signed = signed && (await requests.settle(signed, { status: response.status, body: undefined }));
 *     if (!signed) return response;
 *   }
 * }
 * ```
 */
export interface Requests {
  /**
   * Waits for the first status and, where the token is about to expire, for its renewal. The request is signed for the person
   * whose session the screen shows at the moment of the call. `null`: it goes unsigned, because nobody is logged in, its URL is not allowed, it is one of the backend's public addresses, or it has
   * such a header already.
   *
   * Rejects with a `SessionError` where somebody is logged in but no working token can be had, with `session-changed` where
   * that session is over by then, and with the signal's reason when it is aborted.
   */
  sign(request: Outgoing): Promise<Signed | null>;
  /**
   * Looks at an answer, whose body may also be the text of its JSON; anything else, a Blob say, counts as unreadable. A new `Signed`: send the request again with it. `null`: the answer is the caller's.
   *
   * Rejects with a `SessionError`: `session-changed` when someone logged in or out meanwhile, `not-supported` when it
   * would have to be sent again and cannot, and with whatever made the renewal fail.
   */
  settle(signed: Signed, answer: Answer, replaying?: Replaying): Promise<Signed | null>;
}

/** Makes the policy of one session. `allowed`: where its tokens may go. `page`: the address of the page, where there is one. */
export function createRequests<User>(
  { api, current, getState, dispatch, landed, tell }: Runtime<User>,
  { rules, ports, base, credentials }: Asking,
  allowed: () => readonly URL[],
  page: () => string | undefined,
): Requests {
  const { backend } = rules;
  const cookies = credentials ?? (backend.sessionFirst ? "omit" : undefined);
  let isCookieTold = false;
  /** In development: cookies that should stay at home, and cannot. */
  const warnOfCookies = ({ origin }: URL): void => {
    const address = page();
    if (isCookieTold || cookies !== "omit" || !address || new URL(address).origin !== origin)
      return;
    isCookieTold = true;
    warn(
      "XMLHttpRequest sends the page's own cookies with every request, and the server believes them before the token: " +
        "with somebody logged in to Django's admin, answers are for them. " +
        'Send by fetch: in axios with adapter: "fetch", in Angular with provideHttpClient(withFetch()).',
    );
  };
  /** The access token of the last login on this page, until the first answer to it. */
  let fresh: string | null = null;
  api.on("login", () => {
    // Where there is a "me", the login has used it already.
    fresh = backend.me ? null : (getState().record.tokenSet?.access ?? null);
  });
  /** Whether a token is refused that has just been issued. It is told once: later answers say nothing about the set-up. */
  const isRefusedAtOnce = (access: string, { status }: Answer, challenge?: Challenge): boolean => {
    if (access !== fresh) return false;
    const isAnswered = challenge !== undefined || status < 400;
    const { now, record } = getState();
    const isNew = now < (record.tokenSet?.arrivedAt ?? 0) + NEW;
    if (isAnswered || !isNew) fresh = null;
    return isNew && challenge === "refused";
  };
  const carry = (
    { epoch, tokenSet }: SessionRecord<User>,
    replays: number,
    renewed: boolean,
  ): Signed | null => {
    if (!tokenSet) return null;
    const { access } = tokenSet;
    return {
      access,
      epoch,
      replays,
      renewed,
      header: backend.header(access),
      credentials: cookies,
    };
  };
  /** What the backend says about an answer. A mistake in its description costs nobody an answer that is no error. */
  const challengeOf = (answer: Answer): Challenge | undefined => {
    try {
      return backend.challenge(answer);
    } catch (error) {
      if (answer.status >= 400) throw error;
      ports.report(error);
      return undefined;
    }
  };
  /**
   * No newer token came of a refusal. Where the server could not be asked, nobody knows what the refusal means: whoever comes
   * during the pause is told so, like the first. Otherwise it is a matter of permissions, and the answer is the caller's.
   */
  const throwIfUnknown = (): void => {
    const error = currentPause(getState())?.error;
    if (error) throw error;
  };
  return {
    async sign({ url, method, headers, signal, xhr = false }) {
      const resolve = (path: string | URL): URL => new URL(path, base());
      const target = resolve(url);
      const request = { target, method: method.toUpperCase(), resolve };
      if (headers?.has(backend.header("")[0]) || isPublic(backend, request)) return null;
      if (!isBelow(target, allowed()) && !isOwnSigned(backend, request)) return null;
      if (isDevelopment && xhr && backend.sessionFirst) warnOfCookies(target);
      const record = await current(signal);
      return record && carry(record, 0, false);
    },
    async settle(signed, answer, { replayable = true, signal } = {}) {
      const { access, epoch, replays } = signed;
      const { status, body } = answer;
      const isJson = (body as object | null | undefined)?.constructor === Object;
      const json = typeof body === "string" ? readJson(body) : isJson ? body : undefined;
      const challenge = challengeOf({ status, body: json });
      const verdict = judgeAnswer(getState(), signed, challenge);
      const isFresh = isRefusedAtOnce(access, answer, challenge);
      if (verdict === "changed") throw sessionChanged();
      if (verdict === "caller") return null;
      tell(isFresh ? { type: "refused", status, fresh: true } : { type: "refused", status });
      const causes = `The server refused a token that it had just issued. ${causesOfRefusal(backend.header("..."))}`;
      if (isDevelopment && isFresh) warn(causes);
      const words = (): Fields => (json === undefined ? {} : backend.fields(json));
      const gone =
        challenge === "gone"
          ? new SessionError("rejected", GONE, { status, fields: words() })
          : null;
      if (verdict === "again") {
        dispatch({ type: "refused-again", access, userGone: gone });
        return null;
      }
      if (verdict === "renew") {
        dispatch({ type: "renew", why: challenge ?? "refused", access, userGone: gone });
        await landed(signal).catch((error: unknown) => {
          if (!isSessionError(error) || error.code !== "rejected" || error.status) throw error;
          // Nobody was asked, so this refusal is what ended the session: its words are the server's.
          const message = isFresh ? causes : error.message;
          throw new SessionError("rejected", message, { status, fields: words(), cause: error });
        });
      }
      const next = carry(getState().record, replays + 1, verdict === "renew");
      if (next?.epoch !== epoch) throw sessionChanged();
      if (next.access === access) {
        if (gone) dispatch({ type: "refused-again", access, userGone: gone });
        else throwIfUnknown();
        return null;
      }
      const canReplay = typeof replayable === "function" ? replayable() : replayable;
      if (!canReplay) throw new SessionError("not-supported", CONSUMED, { status });
      tell({ type: "replayed" });
      return next;
    },
  };
}

/** How many milliseconds after its login a token counts as just issued. */
const NEW = 60_000;
const GONE =
  "The server no longer takes this user's tokens; what it says stands in fields. Log in again.";
const CONSUMED = "The token was renewed, but the body was a stream and is gone. Send it again.";
