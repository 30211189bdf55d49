/** The actions that the story needs of a browser. There are few, so that the protocol of each engine can do them. */

/** One window of a browser. All windows of an engine share a profile and are visible. */
export interface Tab {
  /** Resolves when the page has loaded. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** One step back in the history. */
  back(): Promise<void>;
  /** Runs the body of an async function in the page. Its result travels as JSON. */
  run(body: string): Promise<unknown>;
  /** Moves a real pointer over the page, to this position. */
  movePointer(x: number, y: number): Promise<void>;
}

/** A running browser with an empty profile. */
export interface Engine {
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}
