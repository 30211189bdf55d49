/** What a contender is: something that sends requests with a token. */

/** Tokens as a server issued them. Every contender starts with some, so that nobody has to log in. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  /** When the access token expires: milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Sends a GET. Resolves to what the client gives its caller. */
export type Send = (url: string) => Promise<unknown>;

/**
 * Makes a client that is logged in with these tokens; `null`: with those that another tab has stored. It sends by
 * `globalThis.fetch`, or by the bare client of its kind.
 */
type OpenClient = (tokens: Tokens | null) => Promise<Send>;

/** A kind of HTTP client: without anything added, and as each contender extends it. */
export interface Kind {
  /** The client as it comes, over the in-process transport. */
  readonly bare: OpenClient;
  /** By name: a package, or a package and a setting after a comma, or a description. */
  readonly contenders: Readonly<Record<string, OpenClient>>;
}

/** The API that all requests go to. The page itself lives elsewhere, so nothing is signed for being of the same origin. */
export const apiUrl = "https://api.example.com/api/";
