/** Types of the state machine: state, record, events and effects. */
import type { Challenge, CompleteBackend } from "./backend.ts";
import type { SessionError } from "./errors.ts";
import type { Claims, Grant, Tokens } from "./grant.ts";
import type { NewEntry } from "./history-entry.ts";
import type { PendingStep } from "./operation.ts";

export type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Snapshot,
  Status,
  UnauthenticatedSnapshot,
} from "./snapshot.ts";

/** Why a session ended. */
export type Reason = "logout" | "idle" | "expired" | "rejected" | "max-age" | "replaced";

/**
 * The tokens of one session, with everything learned from them. `accessExpiresAt`, `renewableUntil` and `issuedAt` are instants of the
 * server's clock, the others of this machine's.
 */
export interface TokenSet<User> extends Tokens {
  /** The user: from the login, the claims or the `me` operation. */
  readonly user: User;
  /** When the access token expires. `null`: it does not say. */
  readonly accessExpiresAt: number | null;
  /** Until when the tokens can be renewed. `null`: unknown. */
  readonly renewableUntil: number | null;
  /** The newest issue time that a token told. `null`: none did. */
  readonly issuedAt: number | null;
  /** How long an access token lives, in milliseconds. `null`: unknown. */
  readonly lifetime: number | null;
  /** The server's clock minus this machine's, in milliseconds. */
  readonly skew: number;
  /** The claims of the access token, decoded once when it arrived. `null`: they cannot be read. */
  readonly claims: Claims | null;
  /** When these tokens arrived. */
  readonly arrivedAt: number;
  /** When this session was logged in, with a random fraction, so that no two sessions share it. */
  readonly startedAt: number;
  /** When the user last changed, with a random fraction. */
  readonly userAt: number;
  /** `"claims"`: the user comes from the access token. Otherwise from an answer of the server. */
  readonly userFrom?: "claims" | undefined;
  /** The run of the browser that this session lasts for, after a login with `remember: false`. Default: it lasts longer. */
  readonly run?: string | undefined;
}

/** The stored state that all tabs share: a session, or how the last one ended. */
export interface SessionRecord<User> {
  /** The newest version of the format that wrote it: docs/decisions/11-versions-of-the-record.md. */
  readonly version: number;
  /** The oldest version that may renew its tokens. */
  readonly minVersion: number;
  /** Every login and renewal raises it. Within one session the tokens of the higher generation are newer. */
  readonly generation: number;
  /** A login raises it to the current time, and at least by one. An end raises it by one. The higher epoch wins. */
  readonly epoch: number;
  /** The tokens of the session. `null`: there is none, or it is over. */
  readonly tokenSet: TokenSet<User> | null;
  /** Why the last session ended. `null`: none has ended, or a session is going on. */
  readonly reason: Reason | null;
  /** No token request before this instant, because of the server's `Retry-After`. 0: there was none. */
  readonly quietUntil: number;
  /** When somebody was last active in any tab, as far as the writer knew. */
  readonly activeAt: number;
  /** When it was last written. It shows that a clock was set back since. */
  readonly writtenAt: number;
  /** Whether the server has yet to be told of this end. Only cookie mode owes that. Default: nothing is owed. */
  readonly owed?: true | undefined;
}

/** Why the server is asked about the tokens. `"missing"`: in cookie mode, this tab has no access token. */
export type Why = "timer" | "retry" | "request" | "manual" | "restore" | "missing" | Challenge;

/** The in-flight request about the tokens. All callers share it. */
export interface TokenRequest {
  readonly id: number;
  /**
   * `"refresh"` asks for newer tokens, `"verify"` whether the present ones are still good. `"reread"` sends nothing: before the
   * session ends, storage is read once more. `"restore"`: in cookie mode, nothing is stored, and the cookies may still know somebody.
   */
  readonly kind: "refresh" | "verify" | "reread" | "restore";
  readonly why: Why;
  /** The present tokens when it was sent. */
  readonly tokens: Tokens;
  /** The generation of these tokens. */
  readonly generation: number;
  /** The epoch of their session. */
  readonly epoch: number;
  /** What the server told a signed request about its deleted user. `null`: nothing of the kind. */
  readonly userGone: SessionError | null;
}

/** A time without token requests. It stays in the state after its end, because it says how the last request failed. */
export interface Pause {
  readonly until: number;
  /** Why the last request failed. `null`: it did not, but another one so soon would not help. */
  readonly error: SessionError | null;
  /** The kind of request that failed. After a failed `"reread"` that waits as well. */
  readonly kind: TokenRequest["kind"] | null;
  /** Whether nothing ends it early, not even a manual refresh or a return to the page. */
  readonly strict: boolean;
  /** Failed requests in a row. */
  readonly failures: number;
}

/** A login of this tab that waits for another step. It is never stored. */
export interface PendingLogin {
  /** What snapshots show of it: the same object while it waits. */
  readonly shown: PendingStep;
  /** What the server needs to recognise the login in the next step. */
  readonly ticket: string;
}

/** Everything that the machine remembers. */
export interface State<User> {
  /** The instant of the latest event. */
  readonly now: number;
  /** Whether it is known if somebody is logged in. Until then the snapshot is `loading`. */
  readonly settled: boolean;
  readonly record: SessionRecord<User>;
  readonly inFlight: TokenRequest | null;
  /** The id of the login in progress. `null`: there is none. */
  readonly login: number | null;
  /** The run of the browser that the session of that login may last for. Default: it may last longer. */
  readonly loginRun: string | undefined;
  /** The login that waits for another step. `null`: none does. */
  readonly pending: PendingLogin | null;
  /** The last id given to a token request or a login. */
  readonly serial: number;
  readonly pause: Pause | null;
  /** Why the server will not renew the present tokens any more. `null`: it will, as far as is known. */
  readonly refusal: SessionError | null;
  /** When the timer renews the tokens, by this machine's clock. `null`: it does not. */
  readonly renewAt: number | null;
  /** Whether the token still has to be verified: after a restart, or because the last verification failed. */
  readonly unverified: boolean;
  /** Whether `me` has to be asked, because the user may have changed. */
  readonly userDue: boolean;
  /** When somebody was last active in this tab. */
  readonly activeAt: number;
  /** When somebody was last active in another tab, as far as it was shared. */
  readonly othersActiveAt: number;
  /** When this tab last shared that somebody is active. */
  readonly sharedAt: number;
  /** In the warning phase: when the idle timeout ends the session. `null`: it is not on. */
  readonly idleEndsAt: number | null;
  /** Whether it was told that the maximum age will end the session soon. */
  readonly maxAgeWarned: boolean;
  /** Whether somebody can see the page. */
  readonly visible: boolean;
  /** Whether another tab began the present session, or ended the last one. */
  readonly elsewhere: boolean;
  /** Why the last login failed, or the session ended. `null`: no error was the reason. */
  readonly error: SessionError | null;
}

/** When a request was sent and answered, and the server's `Date` header. `null`: it cannot be read. */
export interface Timing {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly date: number | null;
  /** Whether the app gave these tokens to the session: they were issued some time ago. Default: a server has just issued them. */
  readonly isGiven?: true | undefined;
}

/** How a request of the session came out. An error with the code `rejected` is a clear refusal, as the backend describes it. */
export type Outcome<Value> =
  | { readonly value: Value; readonly timing: Timing; readonly error?: undefined }
  | { readonly error: SessionError; readonly value?: undefined };

/** What every event carries. */
export interface EventContext {
  /** When it happened. */
  readonly now: number;
  /** A random number: 0 or more, and less than 1. */
  readonly random: number;
  /** When somebody was last active, as far as any tab has shared it. 0: unknown. */
  readonly sharedActivityAt: number;
}

/** Everything that can happen to a session. */
export type SessionEvent<User> = EventContext &
  /**
   * Somebody logs in. `isStep`: with the next step of the login that waits. `run`: the run of the browser that the session may last
   * for. Default: it may last longer.
   */
  (
    | { readonly type: "login"; readonly isStep?: boolean; readonly run?: string | undefined }
    /** The app gave up on a login in progress. */
    | { readonly type: "login-aborted"; readonly id: number }
    /** The server asks for another step before it grants tokens. */
    | { readonly type: "login-pending"; readonly id: number; readonly pending: PendingLogin }
    /** `everywhere`: on all devices, where the server can do that. */
    | {
        readonly type: "logout";
        readonly reason: Reason;
        readonly revoke: boolean;
        readonly everywhere?: boolean;
      }
    /** The app was told that the session is over: by the server over a WebSocket, for example. */
    | { readonly type: "end"; readonly reason: Reason }
    /** `me` or an account operation told who the user of this epoch is now. */
    | { readonly type: "user"; readonly epoch: number; readonly user: User }
    /**
     * Newer tokens are wanted, or a check of the present ones. `access`: the token that a server refused. `userGone`: what it said
     * about the deleted user.
     */
    | {
        readonly type: "renew";
        readonly why: Why;
        readonly access?: string;
        readonly userGone?: SessionError | null;
      }
    /**
     * The answer to a login or a token request. A value of `null`: nothing was granted, because the tokens are good or storage
     * has newer ones. `stored`: what storage held after the answer. `unused`: tokens that were granted, and that no session begins with
     * all the same.
     */
    | {
        readonly type: "answered";
        readonly id: number;
        readonly outcome: Outcome<Grant<User> | null>;
        readonly stored: SessionRecord<User> | null;
        readonly unused?: Tokens | null;
      }
    /** A token that was just renewed was refused as well. `userGone`: what the server said about the deleted user. */
    | {
        readonly type: "refused-again";
        readonly access: string;
        readonly userGone: SessionError | null;
      }
    /**
     * Storage was read. `whileSaving`: during a write, and the stored record took precedence over the one to be written. `run`: the
     * present run of the browser. Default: unknown.
     */
    | {
        readonly type: "stored";
        readonly stored: SessionRecord<User> | null;
        readonly whileSaving?: boolean;
        readonly run?: string | null;
      }
    /** Storage had a record and has lost it. */
    | { readonly type: "record-missing"; readonly visible: boolean }
    /** Somebody is active in this tab. `stay`: the app called `stay()`, which ends the warning phase. */
    | { readonly type: "active"; readonly stay: boolean }
    /** Look at the clock: the alarm rang, or a request needs a token. `returned`: someone came back to the page, or the network did. */
    | { readonly type: "look"; readonly visible: boolean; readonly returned: boolean }
  );

/** The actions that a transition asks for, as data. */
export type Effect<User> =
  | { readonly type: "save"; readonly record: SessionRecord<User> }
  | { readonly type: "log-in"; readonly id: number }
  | { readonly type: "request-tokens"; readonly request: TokenRequest }
  /** The token request or login is over: release the callers that wait for it. */
  | { readonly type: "release"; readonly id: number; readonly error: SessionError | null }
  /** Ask `me` who the user is now. */
  | { readonly type: "ask-user" }
  /** Tell the other tabs when somebody was active. */
  | { readonly type: "share"; readonly activeAt: number }
  /**
   * Revoke these tokens. `leftover`: no session uses them, so a failure is not reported, and a `logout` that reaches all devices of
   * the user is not called. `firstTabOnly`: do nothing if another tab ended the session before this one. `everywhere`: revoke all tokens
   * of the user.
   */
  | {
      readonly type: "revoke";
      readonly tokens: Tokens;
      readonly leftover: boolean;
      readonly firstTabOnly?: boolean;
      readonly everywhere?: boolean;
    }
  | { readonly type: "log"; readonly entry: NewEntry };

/** The settings of a session, as the machine sees them. All times in milliseconds. */
export interface Rules<User> {
  readonly backend: CompleteBackend<never, User>;
  /** How long before its expiry a token is renewed, but at most a fifth of its lifetime. */
  readonly leeway: number;
  /** Ends the session after `timeout` without activity, and warns `warning` before. `null`: never. */
  readonly idle: { readonly timeout: number; readonly warning: number } | null;
  /** How long a session lasts after its login at most. `Infinity`: no limit. */
  readonly maxAge: number;
  /** How long before that end it is told. */
  readonly maxAgeWarning: number;
  /** Whether the timer renews tokens only if somebody was active since the last renewal. */
  readonly inUse: boolean;
  /** Whether a record that is missing from storage means a logout. Default: `false`. */
  readonly goneMeansLogout?: boolean;
}
