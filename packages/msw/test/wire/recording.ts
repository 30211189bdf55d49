// What the fixtures beside this file hold: recorded exchanges of one server in one configuration, in their order.

/** A token that was recorded; what it was is not kept, only what it says. */
export interface RecordedToken {
  /** The payload of a JWT; `null`: not readable; absent: not a JWT. */
  readonly claims?: Readonly<Record<string, unknown>> | null;
  /** Somebody changed it: its signature does not fit. */
  readonly tampered?: boolean;
}

/** One request and its answer. Tokens stand as `{{label}}`. */
export interface Exchange {
  readonly name: string;
  /** The server's `Date`, in milliseconds. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Without the usual `Accept` and a `Content-Type` of JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
  /** Without a `Content-Type` of JSON (where there is a body) and `Content-Language: en`. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** The body; `"<html>"` for any page. */
  readonly answer: string;
}

/** The exchanges of one configuration. */
export interface Recording {
  /** Of the backend package. */
  readonly version: string;
  /** The configuration, in the recorder's words: `"rotate,blacklist,blapp"`. */
  readonly profile: string;
  readonly tokens: Readonly<Record<string, RecordedToken>>;
  readonly exchanges: readonly Exchange[];
}
