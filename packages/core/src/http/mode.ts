/** A mode as a whole session sees it: what stands around its parts if tokens are kept in another way. Cookie mode is one. */
import type { CompleteBackend } from "../model/backend.ts";
import type { Asking } from "../runtime/ask.ts";
import type { RuntimeMode } from "../runtime/mode.ts";
import type { Runtime, SessionCalls } from "../runtime/runtime.ts";
import type { Requests } from "./requests.ts";

/** What a mode puts around the parts of a session. */
export interface Mode<User> extends RuntimeMode<User> {
  /** The description as the session uses it. */
  readonly backend: CompleteBackend<never, User>;
  /** How the session sends its own requests. */
  asking(asking: Asking): Asking;
  /** The request policy. `asking`: how the session sends its own requests. */
  requests(own: Requests, runtime: Runtime<User>, asking: Asking): Requests;
  /** The public calls that the mode replaces. */
  calls(runtime: Runtime<User>): Partial<SessionCalls<User>>;
}
