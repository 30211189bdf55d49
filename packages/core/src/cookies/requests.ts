/** The request policy in cookie mode: which requests take cookies and a CSRF token along, and what a tab without a token does. */
import type { Replaying, Requests, Signed } from "../http/requests.ts";
import type { CompleteBackend } from "../model/backend.ts";
import { sessionChanged } from "../model/errors.ts";
import { jsonOf } from "../model/judge.ts";
import type { Answer } from "../model/operation.ts";
import type { Asking } from "../runtime/ask.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Csrf } from "./csrf.ts";
import { isOwed } from "./debts.ts";
import type { Purse } from "./purse.ts";

/** Stands for the key of a request that is nobody's. */
const NOBODYS = "";

/** A request that cookies sign. */
interface SignedByCookies extends Signed {
  readonly method: string;
}

/** The policy of `to: "all"`: cookies sign, and unsafe methods carry the CSRF token. */
export function requestsWithCookies<User>(
  own: Requests,
  runtime: Runtime<User>,
  csrf: Csrf,
  asking: Asking,
): Requests {
  /**
   * A request of nobody, while the cookies may be somebody's: the server was not told of the last logout yet, or a login is in progress. It
   * must leave them behind, also on the way to the page's own origin.
   */
  function unsigned(method: string): SignedByCookies | null {
    const { record, login } = runtime.getState();
    if (!isOwed(record) && login === null) return null;
    const { epoch } = record;
    const bare = { access: NOBODYS, epoch, replays: 0, renewed: false, header: null };
    return { ...bare, credentials: "omit", method };
  }

  function dress(signed: Signed, method: string): SignedByCookies {
    const header = csrf.isNeeded(method) ? csrf.header() : null;
    return { ...signed, header, credentials: "include", method };
  }
  return {
    signNow(request) {
      const signed = own.signNow?.(request);
      if (!signed) return signed;
      const dressed = dress(signed, request.method);
      const isReady = dressed.header !== null || !csrf.isNeeded(request.method);
      return isReady ? dressed : undefined;
    },
    async sign(request) {
      const isOurs = own.signNow?.(request) !== null;
      const signed = await own.sign(request);
      if (!signed) return isOurs ? unsigned(request.method) : null;
      if (csrf.isNeeded(request.method)) await csrf.ensure(asking);
      return dress(signed, request.method);
    },
    isSettled: (signed, answer) =>
      signed.access === NOBODYS || (own.isSettled?.(signed, answer) ?? false),
    async settle(signed, answer, replaying) {
      if (signed.access === NOBODYS) return null;
      const { method, header, replays } = signed as SignedByCookies;
      const isAboutCsrf = answer.status === 403 && replays === 0 && csrf.isNeeded(method);
      const isReplayable = isAboutCsrf && mayReplay(replaying);
      const another = isReplayable ? await csrf.another(asking, header) : null;
      if (another) return { ...(signed as SignedByCookies), header: another, replays: 1 };
      const next = await own.settle(signed, answer, replaying);
      return next && dress(next, method);
    },
  };
}

/** The policy of `to: "auth"`: a request that is sent again needs a token of this tab. */
export function requestsWithPurse<User>(
  own: Requests,
  runtime: Runtime<User>,
  purse: Purse,
  backend: CompleteBackend<never, User>,
): Requests {
  return {
    ...own,
    async settle(signed: Signed, answer: Answer, replaying: Replaying = {}) {
      const { tokenSet } = runtime.getState().record;
      // The token may be an older one of this tab: the newer one of another tab says nothing about it.
      const { status, body } = answer;
      const isRefused = backend.challenge({ status, body: jsonOf(body) }) !== undefined;
      if (isRefused) purse.refuse(signed.access, tokenSet?.access);
      const next = await own.settle(signed, answer, replaying);
      if (!next || next.header) return next;
      const record = await runtime.access.current(replaying.signal);
      if (!record?.tokenSet || record.epoch !== next.epoch) throw sessionChanged();
      const { access } = record.tokenSet;
      return { ...next, access, header: backend.header(access) };
    },
  };
}

function mayReplay({ replayable = true }: Replaying = {}): boolean {
  return typeof replayable === "function" ? replayable() : replayable;
}
