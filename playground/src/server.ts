/** What the page asks of a server besides its API: to be there, and to misbehave on demand. */

/** A server of the demo. Apart from `allowAtProvider`, only buttons under "Trouble" use more of it than `baseUrl`. */
export interface Server {
  /** Where the API of the chosen token system starts. */
  readonly baseUrl: string;
  /** What keeps it from answering, as a sentence; `null`: nothing. */
  problem(): Promise<string | null>;
  /** From now on every access token given out so far counts as expired. Absent where that cannot be done. */
  expireTokens?(): Promise<void>;
  /** Ends a user's sessions on the server. */
  revoke(username: string): Promise<void>;
  /** Whether a user may log in and stay so. */
  setActive(username: string, active: boolean): Promise<void>;
  /** Answers everything with 503, or stops doing so. */
  setBroken(broken: boolean): Promise<void>;
  /** Answers the next `times` requests with 429 and `Retry-After`. */
  throttle(times: number, seconds: number): Promise<void>;
  /** Acts on the next request to `path`, and loses the answer on the way back. */
  loseAnswer(path: string): Promise<void>;
  /** Carol presses "Allow" at the demo's identity provider: resolves to the access token that it gives to this page. */
  allowAtProvider(): Promise<string>;
  /** Puts everything back to the start. */
  reset(): Promise<void>;
}

/** The demo users; the password of all. */
export const demo = {
  users: ["alice", "bob", "carol", "dave", "erin"],
  password: "correct-horse-1",
} as const;
