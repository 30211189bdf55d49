/** The request policy: signs requests and recovers refused ones. fetch, axios and every other binding translate it. */
import { type Destinations, prepareDestinations } from "../machine/destinations.ts";
import { causesOfRefusal, judgeAnswer } from "../machine/requests.ts";
import { currentPause } from "../machine/schedule.ts";
import { developers } from "../model/advice.ts";
import type { Challenge } from "../model/backend.ts";
import { type Fields, isSessionError, SessionError, sessionChanged } from "../model/errors.ts";
import { jsonOf } from "../model/judge.ts";
import type { Answer } from "../model/operation.ts";
import type { Rules, SessionRecord } from "../model/state.ts";
import type { Asking } from "../runtime/ask.ts";
import { resolvePath } from "../runtime/resolve-path.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { FreshToken } from "./fresh-token.ts";
import type { Outgoing, Replaying, Requests, Signed } from "./requests.ts";

/** What a policy needs besides the runtime. */
export interface PolicyOptions extends Asking {
  /** Where tokens may go, with everything below. Relative addresses start at the page's. */
  readonly allow: readonly string[];
  /** Paths below the base that no token goes to, with everything below. */
  readonly except: readonly string[];
  /** The address that relative URLs start from; `undefined` on a server. */
  pageUrl(): string | undefined;
}

/** Makes the policy of one session. */
export function createRequests<User>(runtime: Runtime<User>, options: PolicyOptions): Requests {
  const policy = new RequestPolicy(runtime, options);
  return {
    sign: (request) => policy.sign(request),
    signNow: (request) => policy.signNow(request),
    settle: (signed, answer, replaying) => policy.settle(signed, answer, replaying),
    isSettled: (signed, answer) => policy.isSettled(signed, answer),
  };
}

/** An answer as the policy judges it. */
interface Judged {
  readonly verdict: ReturnType<typeof judgeAnswer>;
  readonly challenge: Challenge | undefined;
  /** The JSON of the body; `undefined`: it has none. */
  readonly json: unknown;
}

class RequestPolicy<User> {
  private readonly runtime: Runtime<User>;
  private readonly options: PolicyOptions;
  private readonly backend: Rules<User>["backend"];
  private readonly credentials: RequestCredentials | undefined;
  private readonly fresh: FreshToken;
  /** The name of the header that carries the token, once it is known. */
  private headerName: string | null = null;
  private destinations: Destinations | null = null;
  /** Whether an address starts at the page's. */
  private readonly isRelative: boolean;
  /** The page's address when the destinations were prepared. */
  private preparedFor: string | undefined;
  /** The record that `signed` was made of. */
  private signedRecord: SessionRecord<User> | null = null;
  private signed: Signed | null = null;

  constructor(runtime: Runtime<User>, options: PolicyOptions) {
    const { backend } = options.rules as Rules<User>;
    this.runtime = runtime;
    this.options = options;
    this.backend = backend;
    this.credentials = options.credentials;
    // The server would believe a cookie before the token.
    if (backend.sessionFirst) this.credentials ??= "omit";
    this.fresh = new FreshToken(runtime, backend.me !== undefined);
    this.isRelative = [backend.baseUrl, ...options.allow].some((url) => url.startsWith("/"));
  }

  signNow(request: Outgoing): Signed | null | undefined {
    if (!this.mayBeSigned(request)) return null;
    if (request.signal?.aborted) return undefined;
    const record = this.runtime.access.currentNow();
    if (!record) return undefined;
    return this.firstSigned(record);
  }

  async sign(request: Outgoing): Promise<Signed | null> {
    if (!this.mayBeSigned(request)) return null;
    const record = await this.runtime.access.current(request.signal);
    return record && this.firstSigned(record);
  }

  isSettled(signed: Signed, answer: Answer): boolean {
    if (signed.access === this.fresh.access) return false;
    return this.judge(signed, answer).verdict === "caller";
  }

  async settle(
    signed: Signed,
    answer: Answer,
    { replayable = true, signal }: Replaying = {},
  ): Promise<Signed | null> {
    const { access, epoch, replays } = signed;
    const { status } = answer;
    const { dispatch, getState, tell } = this.runtime;
    const judged = this.judge(signed, answer);
    const { verdict } = judged;
    const isFresh = this.fresh.isRefused(access, status, judged.challenge);
    if (verdict === "changed") throw sessionChanged();
    if (verdict === "caller") return null;
    this.tellRefusal(status, isFresh);
    const userGone = this.userGone(status, judged);
    if (verdict === "again") {
      dispatch({ type: "refused-again", access, userGone });
      return null;
    }
    if (verdict === "renew") await this.renew(signed, status, judged, userGone, isFresh, signal);
    const next = this.carry(getState().record, replays + 1, verdict === "renew");
    if (next?.epoch !== epoch) throw sessionChanged();
    if (next.access === access) {
      this.takeRefusal(access, userGone);
      return null;
    }
    if (!isReplayable(replayable)) throw new SessionError("not-supported", CONSUMED, { status });
    tell({ type: "replayed" });
    return next;
  }

  /** Whether the request is one that the session signs, if somebody is logged in. */
  private mayBeSigned(request: Outgoing): boolean {
    const { url, method, headers, xhr = false } = request;
    this.headerName ??= this.backend.header("")?.[0] ?? "authorization";
    developers.advice?.sent(new URL(url, this.options.base()));
    if (headers?.has(this.headerName)) return false;
    if (request.isOperation) return true;
    const verb = method.toUpperCase();
    const destinations = this.prepared();
    const isAdvised = xhr && developers.advice !== null;
    if (typeof url === "string" && !isAdvised) {
      const path = destinations.plainPath(url);
      if (path !== null) return destinations.mayCarryTokenBelowBase(path, verb);
    }
    const target = typeof url === "string" ? new URL(url, this.options.base()) : url;
    if (!destinations.mayCarryToken(target, verb)) {
      this.adviseOnUnsigned(target, request);
      return false;
    }
    if (isAdvised) this.adviseOnCookies(target);
    return true;
  }

  /** The destinations of tokens. Relative ones are prepared again when the page's address changed. */
  private prepared(): Destinations {
    const { base, allow, except, pageUrl } = this.options;
    const page = this.isRelative ? pageUrl() : undefined;
    if (this.destinations && this.preparedFor === page) return this.destinations;
    const start = base();
    const resolve = (path: string): URL => resolvePath(path, start);
    const places = {
      allowed: allow.map((address) => new URL(address, page)),
      excepted: except.map(resolve),
    };
    this.preparedFor = page;
    this.destinations = prepareDestinations(this.backend, start, places, resolve);
    return this.destinations;
  }

  /** What a request carries when it is sent for the first time: the same object for all requests with one token. */
  private firstSigned(record: SessionRecord<User>): Signed | null {
    if (record !== this.signedRecord) {
      this.signed = this.carry(record, 0, false);
      this.signedRecord = record;
    }
    return this.signed;
  }

  private carry(
    { epoch, tokenSet }: SessionRecord<User>,
    replays: number,
    renewed: boolean,
  ): Signed | null {
    if (!tokenSet) return null;
    const { access } = tokenSet;
    const header = this.backend.header(access);
    return { access, epoch, replays, renewed, header, credentials: this.credentials };
  }

  private judge(signed: Signed, { status, body }: Answer): Judged {
    const json = jsonOf(body);
    const challenge = this.challengeOf({ status, body: json });
    return { verdict: judgeAnswer(this.runtime.getState(), signed, challenge), challenge, json };
  }

  /** What the backend says about an answer. A mistake in its description must not cost an answer that is no error. */
  private challengeOf(answer: Answer): Challenge | undefined {
    try {
      return this.backend.challenge(answer);
    } catch (error) {
      if (answer.status >= 400) throw error;
      this.options.ports.report(error);
      return undefined;
    }
  }

  private tellRefusal(status: number, isFresh: boolean): void {
    const { tell } = this.runtime;
    if (!isFresh) {
      tell({ type: "refused", status });
      return;
    }
    tell({ type: "refused", status, fresh: true });
    developers.advice?.freshTokenRefused(this.backend, this.causesOfFreshRefusal());
  }

  private causesOfFreshRefusal(): string {
    const causes = causesOfRefusal(this.backend);
    return `The server refused a token that it had just issued. ${causes}`;
  }

  /** The error that ends the session if the answer says that the user is gone. */
  private userGone(status: number, { challenge, json }: Judged): SessionError | null {
    if (challenge !== "gone") return null;
    return new SessionError("rejected", GONE, { status, fields: this.fieldsOf(json) });
  }

  private fieldsOf(json: unknown): Fields {
    if (json === undefined) return {};
    return this.backend.fields(json);
  }

  /** Renews the token that was refused. */
  private async renew(
    { access }: Signed,
    status: number,
    { challenge, json }: Judged,
    userGone: SessionError | null,
    isFresh: boolean,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { dispatch, landed } = this.runtime;
    dispatch({ type: "renew", why: challenge ?? "refused", access, userGone });
    try {
      await landed(signal);
    } catch (cause) {
      const wasAsked = !isSessionError(cause) || cause.code !== "rejected" || cause.status !== null;
      if (wasAsked) throw cause;
      // The server was not asked, so this refusal is what ended the session: its words are the server's.
      const message = isFresh ? this.causesOfFreshRefusal() : cause.message;
      const fields = this.fieldsOf(json);
      throw new SessionError("rejected", message, { status, fields, cause });
    }
  }

  /**
   * No newer token came of a refusal. If the server could not be asked, nobody knows what the refusal means: every request during
   * the pause fails like the first. Otherwise it is a matter of permissions, and the answer is the caller's.
   */
  private takeRefusal(access: string, userGone: SessionError | null): void {
    const { dispatch, getState } = this.runtime;
    if (userGone) {
      dispatch({ type: "refused-again", access, userGone });
      return;
    }
    const error = currentPause(getState())?.error;
    if (error) throw error;
  }

  /** Advice: a request that leaves without the token of somebody who is logged in. */
  private adviseOnUnsigned(target: URL, { method, isFetch = false }: Outgoing): void {
    const { advice } = developers;
    if (!advice || !this.runtime.getState().record.tokenSet) return;
    const { base, pageUrl } = this.options;
    advice.unsigned(this.backend, { method, target, base: base(), page: pageUrl(), isFetch });
  }

  /** Advice: cookies that should stay at home, and cannot. */
  private adviseOnCookies({ origin }: { readonly origin: string }): void {
    const page = this.options.pageUrl();
    if (!this.backend.sessionFirst || this.credentials !== "omit" || !page) return;
    if (new URL(page).origin === origin) developers.advice?.cookiesSentAlong(this.backend);
  }
}

function isReplayable(replayable: boolean | (() => boolean)): boolean {
  if (typeof replayable === "function") return replayable();
  return replayable;
}

const GONE =
  "The server no longer takes this user's tokens. Its reasons are in error.fields. Log in again.";
const CONSUMED = "The token was renewed, but the stream body was already sent. Send it again.";
