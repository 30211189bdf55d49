/** Ports: one small interface for each part of the outside world. The network has none, it is `fetch` itself. */

import type { ModeOpener } from "./mode-opener.ts";

/** Time. Replace both methods or none: the alarm must follow the clock. */
export interface ClockPort {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Fires once, at or after `at`: later after sleep or throttling. It may fire earlier if `at` is weeks away, so the callback must check
   * the clock. Returns a function that cancels it.
   */
  alarm(at: number, ring: () => void): () => void;
}

/**
 * Where the record is stored. Every method may throw or reject: the session then continues in memory.
 * With a synchronous `read`, a reload shows the right screen at once.
 */
export interface StoragePort extends ModeOpener {
  /** The stored text. `null`: nothing is stored. */
  read(): string | null | Promise<string | null>;
  /**
   * Reads once more before a refresh token is sent, and before a session ends: another tab may have stored a newer token. For storage
   * that shows late what other tabs wrote: wait for that, at most 2 s. Default: `read` is believed.
   */
  reread?(): string | null | Promise<string | null>;
  /** Replaces the stored text. Writes take effect in the order of their calls. */
  write(text: string): void | Promise<void>;
  /** Removes the stored text. Called if it could not be replaced, so that an old record does not stay. */
  remove(): void | Promise<void>;
  /**
   * Replaces the stored text by what `change` returns, while no other tab can write, and returns what is stored then. Every `read`, in
   * any tab, that begins after it resolved must see that text. Default: a read, then a write.
   */
  update?(change: (text: string | null) => string): string | Promise<string>;
  /**
   * Whether a record that was stored and is missing now means a logout: a server deleted its cookie, for example. The session then ends
   * with the reason `"logout"`, and nothing is written before a new login. `update` and the mirror are not used. Default: `false`, and
   * open tabs continue.
   */
  readonly goneMeansLogout?: boolean;
  /** This storage for a session of this name, with its mirror. Only `createSession` calls it. Default: the port itself, for every name. */
  named?(name: string): { readonly storage: StoragePort; readonly mirror?: MirrorPort };
}

/** A copy of the record that can be read at once, for the first screen. It may be slightly old, so it must not be trusted. */
export interface MirrorPort {
  /** The copied text. `null`: there is none. May throw. */
  read(): string | null;
  /** Replaces the copy. May throw. */
  write(text: string): void;
  /** Removes the copy. May throw. */
  remove(): void;
}

/** After each activity an {@link ActivityPort} may notice nothing for this long, in milliseconds. */
export const ACTIVITY_GAP = 950;

/** Activity: notices that somebody is using the app, and shares that with other tabs. */
export interface ActivityPort {
  /** When somebody was last active in any tab, as far as it was shared. 0: unknown. Must be synchronous; may throw. */
  read(): number;
  /** Shares with all tabs that somebody was active at this instant. May throw. */
  write(at: number): void;
  /**
   * Calls back when somebody is active in this tab. After each call it may notice nothing for 950 ms. Returns a function that stops
   * listening.
   */
  listen(active: () => void): () => void;
}

/** Locks that all tabs of an origin share. */
export interface LockPort {
  /**
   * Runs `work` while no other tab runs work under this name, and resolves to its result. Never steals a lock. Rejects if the lock cannot
   * be had within `patience` milliseconds.
   */
  hold<Result>(name: string, patience: number, work: () => Promise<Result>): Promise<Result>;
}

/** The signal between tabs. It carries no data: a tab that hears it reads storage. */
export interface BellPort {
  /** Rings in all other tabs, but not in this one. Works without a listener in this tab. */
  ring(): void;
  /** Calls back when another tab rings. Returns a function that stops listening. */
  listen(heard: () => void): () => void;
}

/** The page that contains the session. */
export interface PagePort {
  /** Whether somebody can see the page. */
  visible(): boolean;
  /**
   * Calls back when the page was hidden (`returned` is `false`), and when someone came back to it or the network came back (`true`). Returns
   * a function that stops listening.
   */
  listen(changed: (returned: boolean) => void): () => void;
}

/**
 * Runs of the browser: from its start until all of it is closed. A session that somebody does not want to be remembered lasts for one run.
 * All tabs of an origin are in the same run.
 */
export interface RunPort {
  /** The name of the present run. `null`: it has none yet. May throw. */
  read(): string | null;
  /** The name of the present run; gives it one if it has none. `null`: that is not possible here. May throw. */
  begin(): string | null;
}

/** All ports. */
export interface Ports {
  readonly clock: ClockPort;
  /** A random number: 0 or more, and less than 1. */
  readonly random: () => number;
  readonly storage: StoragePort;
  /** Default: none. Synchronous storage needs none. */
  readonly mirror?: MirrorPort | undefined;
  readonly locks: LockPort;
  readonly bell: BellPort;
  readonly page: PagePort;
  readonly activity: ActivityPort;
  /** Default: none. A login with `remember: false` then ends with its page. */
  readonly run?: RunPort | undefined;
  /**
   * Reads a cookie of this page, for the CSRF token of cookie mode. `null`: there is none that scripts can read. Default: `document.cookie`,
   * where there is one.
   */
  readonly readCookie?: ((name: string) => string | null) | undefined;
  /** Takes the errors that the app's own listeners throw. They do not stop the session. */
  readonly report: (error: unknown) => void;
}
