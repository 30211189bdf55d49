/** Starting and stopping a session, and the first answer: restores the stored session and listens to the page and other tabs. */
import { SessionError } from "../model/errors.ts";
import type { SessionRecord, Snapshot } from "../model/state.ts";
import type { Loop } from "./loop.ts";
import { orAborted, reasonOf } from "./waiting.ts";

const NO_PAGE =
  "On a server all visitors would share one session, so session.start() does nothing there. Use it in the browser: in a clientLoader, " +
  'a route with ssr: false, an effect. In a worker, a script or a test write createSession({ backend, storage: "memory" }).';

const nothing = (): void => {};

/** The lifecycle of one session. */
export class Lifecycle<User> {
  private readonly loop: Loop<User>;
  private readonly mayStart: (isOrdered: boolean) => boolean;
  private stop: (() => void) | undefined;
  private wasStarted = false;
  private firstRead: Promise<void> | undefined;

  /** `mayStart`: whether a session may start here: on a server it would be that of all visitors. `isOrdered`: the app called `start()`. */
  constructor(loop: Loop<User>, mayStart: (isOrdered: boolean) => boolean) {
    this.loop = loop;
    this.mayStart = mayStart;
  }

  /**
   * Starts the session and returns how to stop it. Calling it again returns the same function. On a server it does nothing. `isOrdered`: the
   * app called it.
   */
  start(isOrdered = true): () => void {
    if (this.stop) return this.stop;
    if (!this.mayStart(isOrdered)) return nothing;
    this.wasStarted = true;
    const { page, bell } = this.loop.ports;
    const unlisten = [
      page.listen((hasReturned) => {
        if (hasReturned) void this.reread();
        this.loop.look(hasReturned);
      }),
      bell.listen(() => void this.reread()),
    ];
    const stop = (): void => {
      if (this.stop !== stop) return;
      this.stop = undefined;
      for (const off of unlisten) off();
      this.loop.setRunning(false);
    };
    this.stop = stop;
    this.loop.setRunning(true);
    this.restore();
    return stop;
  }

  /** Starts the session if nobody did, and waits until storage was read once. Rejects with `misconfigured` on a server. */
  async awake(): Promise<void> {
    if (!this.wasStarted) this.start(false);
    if (!this.wasStarted) throw new SessionError("misconfigured", NO_PAGE);
    await this.firstRead;
  }

  /**
   * Starts the session if nobody did, so that a logout finds what is stored. Gives the promise to wait for; `undefined` where the
   * logout can go on at once.
   */
  startForLogout(): Promise<void> | undefined {
    if (!this.wasStarted) this.start(false);
    return this.loop.state.settled ? undefined : this.firstRead;
  }

  /** Whether nothing has to be waited for: the session runs, it knows what is stored, and it hears of every change. */
  get isReady(): boolean {
    const { isRunning, state, rules } = this.loop;
    const isRestored = state.settled && this.firstRead === undefined;
    return isRunning && isRestored && !rules.goneMeansLogout;
  }

  /** Waits for the first settled snapshot. A first request that fails settles it too: the snapshot says how. */
  async ready(signal?: AbortSignal): Promise<Snapshot<User>> {
    const { screen } = this.loop;
    await orAborted(this.awake(), signal);
    if (!this.loop.state.settled) await this.landed(signal);
    await orAborted(this.catchUp(), signal);
    return screen.current();
  }

  private async landed(signal?: AbortSignal): Promise<void> {
    try {
      await this.loop.landed(signal);
    } catch {
      if (signal?.aborted) throw reasonOf(signal);
    }
  }

  /** Restores the stored session. A mirror that answers at once paints the right screen at once. */
  private restore(): void {
    const { store } = this.loop;
    const mirrored = store.readMirror();
    if (mirrored) this.begin(mirrored);
    const stored = store.read();
    if (stored instanceof Promise) {
      this.firstRead = stored.then((record) => {
        this.firstRead = undefined;
        this.begin(record);
      });
    } else this.begin(stored);
  }

  private begin(stored: SessionRecord<User> | null): void {
    this.loop.apply(this.loop.stored(stored));
    this.loop.look(false);
  }

  /** Reads storage again. The mirror comes first: its news shows before the page is painted. */
  private async reread(): Promise<void> {
    const { store } = this.loop;
    const mirrored = store.readMirror();
    if (mirrored) this.loop.dispatch(this.loop.stored(mirrored));
    this.loop.dispatch(this.loop.stored(await store.read()));
  }

  /** Reads storage where nothing tells of changes: a stopped session hears no bell, and a deleted cookie rings none. */
  private async catchUp(): Promise<void> {
    if (this.stop && !this.loop.rules.goneMeansLogout) return;
    await this.reread();
  }
}
