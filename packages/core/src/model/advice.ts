/** A hook for advice to developers. Development builds fill it. Production builds leave it empty and carry none of the words. */
import type { CompleteBackend } from "./backend.ts";
import type { Grant } from "./grant.ts";
import type { NewEntry } from "./history-entry.ts";

type AnyBackend = Pick<CompleteBackend<never, unknown>, "name" | "lifecycle">;

/** A session that was just made. */
export interface Created {
  readonly name: string;
  readonly options: object;
  /** Whether it belongs to a page, with the browser's own ports. */
  readonly hasPage: boolean;
  isRunning(): boolean;
  /** The parsed `baseUrl`. */
  base(): Address;
  /** When the person logged in who is logged in now, in milliseconds since 1970. `null`: nobody is. */
  loggedInSince(): number | null;
  /** Adds a history entry. */
  tell(entry: NewEntry): void;
}

/** A parsed URL. (This room knows no class of a browser.) */
export interface Address {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
}

/** An answer that may come from another address than the one that was asked. */
export interface Redirectable {
  readonly status: number;
  readonly redirected: boolean;
  readonly url: string;
}

/** A request that goes without the token, though somebody is logged in. */
export interface Unsigned {
  readonly method: string;
  readonly target: Address;
  /** The parsed `baseUrl`. */
  readonly base: Address;
  /** The address that relative URLs start from; `undefined`: there is none. */
  readonly page: string | undefined;
  /** Whether it is a call of `session.fetch`. */
  readonly isFetch: boolean;
}

/** What developers are told, each once per session: what went wrong and what to change. */
export interface Advice {
  /** A session was made: its options may be odd. Its backend stands for it from now on. */
  created(backend: object, session: Created): void;
  /** Somebody listens for history entries of a type that may not exist. */
  listened(backend: object, type: string): void;
  /** A session sends a request to this address, or has left it unsigned on purpose. */
  sent(address: Address): void;
  /** A request goes without the token, though somebody is logged in. */
  unsigned(backend: object, request: Unsigned): void;
  /** A request of `session.fetch` was answered: a redirect may have lost its body. */
  answered(backend: object, method: string, url: string, response: Redirectable): void;
  /** A login or a renewal granted tokens: their times may look like seconds. */
  granted(backend: AnyBackend, grant: Grant<unknown>): void;
  /** A login granted tokens: a pair may lack its refresh token. */
  loggedIn(backend: AnyBackend, grant: Grant<unknown>): void;
  /** A request to the page's own origin takes cookies along that the server believes before the token. */
  cookiesSentAlong(backend: AnyBackend): void;
  /** The server refused a token that it had just issued. */
  freshTokenRefused(backend: object, causes: string): void;
  /** A function of another package was called that knows these options, and no others. */
  called(name: string, options: object, known: object): void;
  /** A cookie was described: its lifetime may look like seconds. */
  cookieDescribed(options: object): void;
  /** A cookie cannot keep the session. */
  cookieFailed(message: string): void;
}

/** Who gives advice. `null` in production builds. */
export const developers: { advice: Advice | null } = { advice: null };
