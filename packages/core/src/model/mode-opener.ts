/** What starts a mode: another way to keep tokens than in the record. Cookie mode is one, a vault another. */

/** A part of the options that brings a mode with it. */
export interface ModeOpener {
  /** Starts the mode for one session. Only the session calls it. */
  readonly open?: ((...parts: never[]) => object) | undefined;
}
