/** The outside world as the core sees it: one small interface for each thing that can be touched. The network is `fetch` itself. */

/** Time. Both halves or none: a clock that only tells is no port. */
export interface ClockPort {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Rings once, at `at` as well as it can: later after sleep or throttling, earlier where `at` is weeks away. Who is woken
   * looks at the clock. Returns how to take it back.
   */
  alarm(at: number, ring: () => void): () => void;
}

/**
 * Where the record is kept. Every method may throw or reject: then memory carries on.
 * A synchronous `read` lets a reload paint the right screen at once.
 */
export interface StoragePort {
  /** The stored text; `null`: nothing. */
  read(): string | null | Promise<string | null>;
  /** Replaces the stored text as a whole. Writes take effect in the order of their calls. */
  write(text: string): void | Promise<void>;
  /** Removes it: what cannot be replaced must at least not stay. */
  remove(): void | Promise<void>;
  /**
   * Replaces the stored text by what `change` makes of it, while no other tab can write; gives what is stored then. What it
   * stored is seen by every `read` of every tab that begins after it resolved. Default: a read, then a write.
   */
  update?(change: (text: string | null) => string): string | Promise<string>;
  /**
   * Whether a record that was here and is missing now means that somebody logged out: a server deleted its cookie, say. The
   * session then ends with the reason `"logout"`, and nothing but a new login is written; `update` and a mirror are not
   * used. Default: `false`, and open tabs carry on.
   */
  readonly goneMeansLogout?: boolean;
}

/** A copy of the record that is read at once, to paint the first screen. It may be a moment old, and must not be trusted. */
export interface MirrorPort {
  /** The copied text; `null`: nothing. May throw. */
  read(): string | null;
  /** Replaces the copy. May throw. */
  write(text: string): void;
  /** Removes the copy. May throw. */
  remove(): void;
}

/** How long an {@link ActivityPort} may stay deaf after a sign of life, in milliseconds. */
export const ACTIVITY_GAP = 950;

/** Signs of life: that somebody is using the app, in this tab or another. */
export interface ActivityPort {
  /** When somebody last did something in any tab, as far as it was written; 0: unknown. Reads at once; may throw. */
  read(): number;
  /** Writes a moment down for all tabs. May throw. */
  write(at: number): void;
  /**
   * Tells that somebody is doing something in this tab. After each call it may stay deaf for 950 ms. Returns how
   * to stop listening.
   */
  listen(active: () => void): () => void;
}

/** A lock that all tabs of an origin share. */
export interface LockPort {
  /**
   * Runs `work` while no other tab runs work under this name, and resolves to its result. Never steals. Rejects when the
   * lock was not to be had within `patience` milliseconds.
   */
  hold<Result>(name: string, patience: number, work: () => Promise<Result>): Promise<Result>;
}

/** A bell between tabs. It carries nothing: who hears it looks at storage. */
export interface BellPort {
  /** Rings in all other tabs, not in this one; also where nobody listens here. */
  ring(): void;
  /** Returns how to stop listening. */
  listen(heard: () => void): () => void;
}

/** The page this session lives in. */
export interface PagePort {
  visible(): boolean;
  /** Tells when someone came back to the page, the network came back, or it was hidden. Returns how to stop listening. */
  listen(changed: (returned: boolean) => void): () => void;
}

/** All of the outside world. */
export interface Ports {
  readonly clock: ClockPort;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly storage: StoragePort;
  /** Default: none. A storage that answers at once needs none. */
  readonly mirror?: MirrorPort | undefined;
  readonly locks: LockPort;
  readonly bell: BellPort;
  readonly page: PagePort;
  readonly activity: ActivityPort;
  /** Where errors of the app's own listeners go: seen by developers, stopping nothing. */
  readonly report: (error: unknown) => void;
}
