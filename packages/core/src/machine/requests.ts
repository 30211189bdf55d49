/** What an answer to a signed request asks for: nothing, a replay, or a renewal first. */
import type { Challenge, CompleteBackend } from "../model/backend.ts";
import type { State } from "../model/state.ts";

/** The token that a request carried, and how often the request was replayed. */
export interface Carried {
  /** The access token. */
  readonly access: string;
  /** The epoch of its session: logins and logouts raise it. */
  readonly epoch: number;
  /** How many times the request was replayed: twice at most. */
  readonly replays: number;
  /** Whether a token was renewed for this request. */
  readonly renewed: boolean;
}

/** What to do about the answer to a signed request. */
type Verdict =
  /** Nothing: give the answer to the caller. */
  | "caller"
  /** The request's session is over: reject with `session-changed`. */
  | "changed"
  /** The token was an older one: send the request again with the current token. */
  | "replay"
  /** The current token was refused: renew it once, then send the request again. */
  | "renew"
  /** A token that was just renewed was refused as well: give the answer to the caller. */
  | "again";

/** Decides what to do about the answer to a signed request. */
export function judgeAnswer<User>(
  { record }: State<User>,
  { access, epoch, replays, renewed }: Carried,
  challenge: Challenge | undefined,
): Verdict {
  if (record.epoch !== epoch) return "changed";
  if (!challenge) return "caller";
  if (renewed || replays > 1) return "again";
  if (access === record.tokenSet?.access) return "renew";
  return "replay";
}

/** What to check if a server refuses a token that it has just issued. */
export function causesOfRefusal(backend: CompleteBackend<never, unknown>): string {
  if (backend.causesOfRefusal) return backend.causesOfRefusal;
  const header = backend.header("...") ?? [];
  return (
    `It was sent as "${header.join(": ")}". Check the scheme, the name of the header, ` +
    "and whether a proxy strips it (Apache needs WSGIPassAuthorization On)."
  );
}
