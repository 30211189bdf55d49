/** The stage of the backend contract: what it needs to know about a server, and what it may do to it. */
import type { Backend } from "../model/backend.ts";
import type { Claims } from "../model/grant.ts";
import type { Account, Steps } from "../model/operation.ts";
import type { Ports } from "../model/ports.ts";
import type { Session } from "../session.ts";

/** Makes one request of the app. It resolves URLs against the backend's `baseUrl`, as `session.fetch` does. */
export type MakeRequest = (fetch: typeof globalThis.fetch) => Promise<Response>;

/** A server, its description, and one user: the input of `backendContract`. */
export interface BackendStage<
  Credentials,
  User,
  Operations extends Account = Account,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
> {
  /** The description that is held to the contract. */
  readonly backend: Backend<Credentials, User, Operations, Known, Payload>;
  /** The credentials of a user who may log in. */
  readonly credentials: Credentials;
  /** Credentials that the server refuses: the same with another password. */
  readonly wrong: Credentials;
  /**
   * What only a logged-in user may see: a path below `baseUrl` that answers GET, or a function that makes such a request
   * (`(fetch) => fetch("graphql", { method: "POST", … })`).
   */
  readonly resource: string | MakeRequest;
  /** Logs in, where that takes more than one step. Default: `session.login(credentials)`. */
  logIn?(
    session: Session<Credentials, User, Operations, Known, Payload>,
    credentials: Credentials,
  ): Promise<User>;
  /** How requests reach the server. Default: the platform's `fetch`, looked up at each request. */
  readonly fetch?: typeof fetch;
  /** Ports to replace: the clock of a fake server, for example. Default: the platform's. */
  readonly ports?: Partial<Ports>;
  /** Lets time pass. Default: real time. */
  wait?(ms: number): Promise<void>;
  /**
   * Milliseconds that an access token lives, if the server was told to make it so short that the contract can wait for its end. Set it
   * above 10,000: no timer renews a token within its first ten seconds. Default: the contract does not wait for a timer.
   */
  readonly lifetime?: number;
  /**
   * For a backend with `cookies`: changes the cookies in the jar behind `fetch`, so that the server does not know them. `"access"`: only the
   * one that signs requests. `"all"`: every cookie of the session. `fetch` has to keep a jar where the platform has none, in Node for
   * example. Default: promises about refused cookies are left out.
   */
  spoilCookies?(which: "access" | "all"): void;
  /** Deactivates the user on the server. Default: the server cannot do that, and no promise is made about it. */
  deactivate?(): Promise<void>;
  /** Deletes the user on the server. Default: the server cannot do that, and no promise is made about it. */
  remove?(): Promise<void>;
  /** Makes the server answer "too many" to the next login. Default: no promise is made about it. */
  throttle?(): Promise<void>;
}
