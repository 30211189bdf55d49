/** The page's end of the line to the vault's worker: questions and their answers, and a worker that fails. */
import { SessionError } from "../model/errors.ts";
import type { Tokens } from "../model/grant.ts";
import type { ClockPort } from "../model/ports.ts";
import { inTime } from "../runtime/waiting.ts";
import { lost } from "./lost.ts";
import {
  type Notice,
  PROTOCOL,
  type Question,
  type Reply,
  type Terms,
  type ToPage,
  type VaultAnswer,
  type VaultPort,
  type VaultRequest,
} from "./protocol.ts";

/** A worker: a `SharedWorker`, a `Worker`, or anything with a port to one. */
export type VaultWorker = (VaultPort | { readonly port: VaultPort }) & {
  addEventListener?(type: "error", failed: () => void): void;
};

/** What a client needs. */
export interface ClientOptions {
  readonly clock: ClockPort;
  /** Makes the worker, or connects to the one that runs. Called when it is first needed. */
  open(): VaultWorker;
  /** The terms of this page. Called when it is connected. */
  terms(): Terms;
}

/** How long the worker may take to look something up, in milliseconds. */
const PATIENCE = 2000;

const NOT_LOADED =
  "The vault's worker could not be started. Check its address, and that the Content-Security-Policy allows it (worker-src).";

interface Waiter {
  resolve(reply: Reply): void;
  reject(error: SessionError): void;
}

/** The line of one session. It is opened when it is first needed. */
export class VaultClient {
  private readonly options: ClientOptions;
  private readonly waiting = new Map<number, Waiter>();
  private port: VaultPort | null = null;
  private isShared = false;
  private serial = 0;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  /** Sends a request. Rejects with a `SessionError` if the worker refuses or fails, and with a `TypeError` without a network. */
  async send(request: VaultRequest, isLast: boolean, signal: AbortSignal): Promise<VaultAnswer> {
    const id = this.nextId();
    const abort = (): void => this.abort(id);
    signal.addEventListener("abort", abort);
    try {
      const reply = await this.ask({ type: "send", request, isLast }, id);
      if (reply.type === "answer") return reply.answer;
      throw failure(reply);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Whether the worker has this refresh token, and the access token that came with it. Without an answer nothing is decided. */
  async look({
    refresh,
    access: key,
  }: Tokens): Promise<{ isKnown: boolean; access: string | null }> {
    const question = { type: "look", placeholder: refresh ?? "", key } as const;
    try {
      const reply = await inTime(this.ask(question), this.options.clock, PATIENCE);
      if (reply.type === "found") return reply;
    } catch {
      this.reopenLater();
    }
    return { isKnown: true, access: null };
  }

  /** Gives a refresh token to the worker. Returns its placeholder. */
  async take(token: string): Promise<string> {
    const reply = await inTime(this.ask({ type: "take", token }), this.options.clock, PATIENCE);
    if (reply.type === "taken") return reply.placeholder;
    throw failure(reply);
  }

  /** Tells the worker something. Where there is no worker, the next question says so. */
  tell(notice: Notice): void {
    try {
      this.connect().postMessage({ version: PROTOCOL, ...notice });
    } catch {}
  }

  private nextId(): number {
    this.serial += 1;
    return this.serial;
  }

  private ask(question: Question, id: number = this.nextId()): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      try {
        this.connect().postMessage({ version: PROTOCOL, id, ...question });
      } catch (cause) {
        this.waiting.delete(id);
        reject(new SessionError("misconfigured", NOT_LOADED, { cause }));
      }
    });
  }

  private connect(): VaultPort {
    if (this.port) return this.port;
    const worker = this.options.open();
    const port = "port" in worker ? worker.port : worker;
    this.isShared = "port" in worker;
    this.port = port;
    worker.addEventListener?.("error", () => this.fail());
    port.addEventListener("message", ({ data }) => this.hear(data));
    port.start?.();
    port.postMessage({ version: PROTOCOL, type: "terms", terms: this.options.terms() });
    return port;
  }

  private hear(data: ToPage): void {
    const waiter = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    waiter?.resolve(data);
  }

  private abort(id: number): void {
    const waiter = this.waiting.get(id);
    if (!waiter) return;
    this.waiting.delete(id);
    this.tell({ type: "abort", id });
    this.reopenLater();
    waiter.reject(new SessionError("timeout", "The request was aborted."));
  }

  /** A worker that did not answer may have crashed. A new connection finds the shared one, or starts it again. */
  private reopenLater(): void {
    if (this.isShared) this.port = null;
  }

  private fail(): void {
    this.port = null;
    const waiters = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiters) reject(new SessionError("misconfigured", NOT_LOADED));
  }
}

/** The error that a refusal of the worker stands for. */
function failure(reply: Reply): Error {
  const why = reply.type === "failed" ? reply.why : "version";
  if (why === "lost") return lost();
  if (why === "network") return new TypeError("Failed to fetch");
  return new SessionError("misconfigured", why === "place" ? WRONG_PLACE : WRONG_VERSION);
}

const WRONG_PLACE =
  "The vault sends a refresh token only to the addresses of the description that it came from.";
const WRONG_VERSION =
  "The page and the vault's worker are of different versions. Reload the page, and close the other tabs of this app.";
