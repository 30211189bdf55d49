/** The words of the machine: what it remembers, what can happen to it, what it asks to be done. */
import type { Challenge, Claims, CompleteBackend, Grant, Tokens } from "./backend.ts";
import type { SessionError, SessionErrorCode } from "./errors.ts";

export type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Snapshot,
  Status,
  UnauthenticatedSnapshot,
} from "./snapshot.ts";

/** Why a session ended. `null` in a snapshot: there was none. */
export type Reason = "logout" | "idle" | "expired" | "rejected" | "max-age" | "replaced";

/** What is kept of a logged-in session. Instants named `…ExpiresAt` and `issuedAt` are the server's, others this machine's. */
export interface TokenSet<User> extends Tokens {
  /** The user, as login, claims or the "me" endpoint told. */
  readonly user: User;
  /** When the access token expires, by the server's clock; `null`: it does not say. */
  readonly accessExpiresAt: number | null;
  /** Until when the session can be renewed at all, by the server's clock; `null`: unknown. */
  readonly renewableUntil: number | null;
  /** The newest issue time seen, by the server's clock; `null`: none was told. */
  readonly issuedAt: number | null;
  /** How long an access token lives, in milliseconds; `null`: unknown. */
  readonly lifetime: number | null;
  /** The server's clock minus this machine's, in milliseconds. */
  readonly skew: number;
  /** What the access token says, decoded once when it arrived; `null` where it cannot be read. */
  readonly claims: Claims | null;
  /** When these tokens arrived. */
  readonly arrivedAt: number;
  /** When this session was logged in, with a random fraction: no two sessions share it. */
  readonly startedAt: number;
  /** When the user was last told to be another, with a random fraction. */
  readonly userAt: number;
  /** `"claims"`: the access token told the user. Otherwise the server did. */
  readonly userFrom?: "claims" | undefined;
}

/** What is stored, shared by all tabs: a session, or the memory of how the last one ended. */
export interface SessionRecord<User> {
  /** The newest version of the format that wrote it: docs/decisions/11-versions-of-the-record.md. */
  readonly version: number;
  /** The oldest version that may renew its tokens. */
  readonly minVersion: number;
  /** Raised by every login and every renewal: of the tokens of one session the higher generation is the newer. */
  readonly generation: number;
  /** Raised by every login, to the moment it was, and by every end, by one. */
  readonly epoch: number;
  /** The session; `null` once it is over. */
  readonly tokenSet: TokenSet<User> | null;
  /** How the last session ended; `null` while one lives. */
  readonly reason: Reason | null;
  /** No refresh before this instant: the server's `Retry-After`, shared by all tabs. 0: none. */
  readonly quietUntil: number;
  /** When somebody was last active in the app, as far as the writer knew. */
  readonly activeAt: number;
  /** When it was last written: a clock that was set back since shows by it. */
  readonly writtenAt: number;
}

/** Why the server is asked about the tokens. */
export type Why = "timer" | "retry" | "request" | "manual" | "restore" | Challenge;

/** A question on its way to the server that all callers share. */
export interface TokenRequest {
  readonly id: number;
  /** What is asked: newer tokens, whether the tokens are still good, or only whether storage knows better before the session ends. */
  readonly kind: "refresh" | "verify" | "reread";
  readonly why: Why;
  /** The tokens it asks for, */
  readonly tokens: Tokens;
  /** and their generation. */
  readonly generation: number;
  /** What the server said to a request where the user is gone; `null`: no such thing. */
  readonly userGone: SessionError | null;
}

/** A time in which the server is not asked about the tokens. It stays until an answer comes: it tells how the last try failed. */
export interface Pause {
  readonly until: number;
  /** What failed; `null`: nothing did, but asking again so soon would not help. */
  readonly error: SessionError | null;
  /** The question that failed. Where even rereading storage did, that waits as well. */
  readonly kind: TokenRequest["kind"] | null;
  /** Not even a manual refresh or a return to the page ends it early. */
  readonly strict: boolean;
  /** Failed tries in a row. */
  readonly failures: number;
}

/** All that the machine remembers. */
export interface State<User> {
  /** The latest moment it was told of. */
  readonly now: number;
  /** Whether the first answer is known. */
  readonly settled: boolean;
  readonly record: SessionRecord<User>;
  readonly inFlight: TokenRequest | null;
  /** The login in progress: its number. */
  readonly login: number | null;
  /** The last number given to a flight or a login. */
  readonly serial: number;
  readonly pause: Pause | null;
  /** Why the server will not renew the present tokens any more; `null`: nothing of the kind is known. */
  readonly refusal: SessionError | null;
  /** When the tokens shall be renewed, by this machine's clock; `null`: not by a timer. */
  readonly renewAt: number | null;
  /** A restored session that nobody could verify yet. */
  readonly unverified: boolean;
  /** The user may have changed since it was told: "me" is to be asked. */
  readonly userDue: boolean;
  /** When somebody was last active in this tab. */
  readonly activeAt: number;
  /** When somebody was last active in another tab, as far as that was shared. */
  readonly othersActiveAt: number;
  /** When this tab last shared a sign of life. */
  readonly sharedAt: number;
  /** The warning phase: when the session ends for want of activity; `null`: it is not on. */
  readonly idleEndsAt: number | null;
  readonly visible: boolean;
  /** Another tab made the present session, or ended it. */
  readonly elsewhere: boolean;
  readonly error: SessionError | null;
}

/** When a request was sent and its answer came, and the server's own `Date` where it can be read. */
export interface Timing {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly date: number | null;
}

/** How a question to the server came out. An error with code `rejected` is a definitive no, as the backend describes it. */
export type Outcome<Value> =
  | { readonly value: Value; readonly timing: Timing; readonly error?: undefined }
  | { readonly error: SessionError; readonly value?: undefined };

/** What every event says: when it was; a number drawn at random (0 ≤ r < 1); when somebody was last active in any tab. */
export interface EventContext {
  readonly now: number;
  readonly random: number;
  readonly sharedActivityAt: number;
}

/** Everything that can happen. */
export type SessionEvent<User> = EventContext &
  (
    | { readonly type: "login" }
    | { readonly type: "logout"; readonly reason: Reason; readonly revoke: boolean }
    /** Somebody told who the user of this epoch is now; the tokens are the same. */
    | { readonly type: "user"; readonly epoch: number; readonly user: User }
    /** Somebody wants newer tokens. `access`: the token that was refused, where one was; `gone`: since its user is gone. */
    | {
        readonly type: "renew";
        readonly why: Why;
        readonly access?: string;
        readonly userGone?: SessionError | null;
      }
    /** The answer to a login or a flight. `null`: nothing was granted, the tokens are good or storage knows better. */
    | {
        readonly type: "answered";
        readonly id: number;
        readonly outcome: Outcome<Grant<User> | null>;
        readonly stored: SessionRecord<User> | null;
      }
    /** A token just renewed was refused as well; `gone`: because there is no such user any more. */
    | {
        readonly type: "refused-again";
        readonly access: string;
        readonly userGone: SessionError | null;
      }
    /** Storage was looked at. `written`: while writing, and what was there takes precedence over what was to be written. */
    | {
        readonly type: "stored";
        readonly stored: SessionRecord<User> | null;
        readonly whileSaving?: boolean;
      }
    /** Storage had a record, and has none now. */
    | { readonly type: "record-missing"; readonly visible: boolean }
    /** Somebody is using this tab. `stay`: and says so, which ends the warning phase. */
    | { readonly type: "active"; readonly stay: boolean }
    /** Time has passed. `returned`: and someone came back to the page, or the network did. */
    | { readonly type: "look"; readonly visible: boolean; readonly returned: boolean }
  );

/** Everything that can be asked of the world, as data. */
export type Effect<User> =
  | { readonly type: "save"; readonly record: SessionRecord<User> }
  | { readonly type: "log-in"; readonly id: number }
  | { readonly type: "request-tokens"; readonly request: TokenRequest }
  /** The flight or login is over: its waiters may go on. */
  | { readonly type: "release"; readonly id: number; readonly error: SessionError | null }
  /** Ask "me" who the user is now. */
  | { readonly type: "ask-user" }
  /** Let the other tabs know when somebody was active. */
  | { readonly type: "share"; readonly activeAt: number }
  /**
   * Tell the server that these tokens are done with. `late`: they arrived for a session that is over. `first`: unless another
   * tab ended the session before this one.
   */
  | {
      readonly type: "revoke";
      readonly tokens: Tokens;
      readonly leftover: boolean;
      readonly firstTabOnly?: boolean;
    }
  | { readonly type: "log"; readonly entry: NewEntry };

/** One entry of a session's history: what happened, when, and never a token. */
export type HistoryEntry = {
  /** When. */
  readonly at: number;
  /** How often in a row, where entries of one kind were folded into this one. */
  readonly times?: number;
} /** A stored session was found. */ & (
  | { readonly type: "restored" }
  | { readonly type: "login" }
  | { readonly type: "refreshing"; readonly why: Why }
  | { readonly type: "refreshed"; readonly expiresAt: number | null }
  /** Another tab was quicker: its tokens are used. */
  | { readonly type: "adopted"; readonly expiresAt: number | null }
  | {
      readonly type: "refresh-failed";
      readonly code: SessionErrorCode;
      readonly error: SessionError;
      /** When it is tried again by itself; `null`: not by itself. */
      readonly retryAt: number | null;
    }
  /**
   * The server refused a signed request. `fresh`: with a token that a login had just brought and that was never accepted, so the
   * set-up is to blame: the scheme, the header's name, or a proxy that strips the header.
   */
  | { readonly type: "refused"; readonly status: number; readonly fresh?: true }
  | { readonly type: "replayed" }
  /** An answer came for a session that is over, and was dropped. */
  | { readonly type: "late" }
  /** Nobody is active: the session ends at `endsAt` unless somebody says otherwise. Time to save a draft. */
  | { readonly type: "idle-warning"; readonly endsAt: number }
  | { readonly type: "ended"; readonly reason: Reason; readonly elsewhere: boolean }
  /** The server could not be told of a logout. */
  | { readonly type: "logout-failed"; readonly error: SessionError }
  /** Storage failed, or held what could not be read; memory carries on. */
  | {
      readonly type: "degraded";
      readonly cause: "unavailable" | "corrupt" | "newer-version";
      /** What the storage has to say about it; `null`: nothing that helps. */
      readonly error: SessionError | null;
    }
  /** A listener of the app threw; the session is not touched by it. */
  | { readonly type: "listener-failed"; readonly error: unknown }
);

/** A happening before the clock is read for it. */
export type NewEntry = HistoryEntry extends infer One
  ? One extends HistoryEntry
    ? Omit<One, "at" | "times">
    : never
  : never;

/** What the machine may know about the world: the settings, all times in milliseconds. */
export interface Rules<User> {
  readonly backend: CompleteBackend<never, User>;
  /** How long before expiry a token is renewed. A fifth of the lifetime if that is less. */
  readonly leeway: number;
  /** Ends the session when nobody was active for `timeout`; warns `warning` before. `null`: never. */
  readonly idle: { readonly timeout: number; readonly warning: number } | null;
  /** How long after its login a session lasts at most. */
  readonly maxAge: number;
  /** Whether the timer renews only where somebody was active since the last renewal. */
  readonly inUse: boolean;
  /** Whether a record that is missing from storage means that somebody logged out. Default: `false`. */
  readonly goneMeansLogout?: boolean;
}
