/** Performs the effects that ask the server: login, requests about the tokens, revocation. Each outcome is a new event. */

import { developers } from "../model/advice.ts";
import { isSessionError, SessionError, type SessionErrorCode } from "../model/errors.ts";
import type { Grant, Tokens } from "../model/grant.ts";
import { merge } from "../model/record.ts";
import type {
  EventContext,
  Outcome,
  Rules,
  SessionEvent,
  SessionRecord,
  State,
  TokenRequest,
} from "../model/state.ts";
import type { Asking } from "./ask.ts";
import { logIn, type Way } from "./log-in.ts";
import { requestTokens } from "./request-tokens.ts";
import { type Reach, revoke } from "./revoke.ts";
import type { Store } from "./store.ts";

type Without<One> = One extends unknown ? Omit<One, keyof EventContext> : never;

/** An event without the instant and the other circumstances, which the loop adds. */
export type EventDraft<User> = Without<SessionEvent<User>>;

/** What the effects need of their session. */
export interface EffectsContext<User> extends Asking {
  readonly rules: Rules<User>;
  readonly store: Store<User>;
  /** Names the lock that all tabs of this session share. */
  readonly name: string;
  getState(): State<User>;
  /** Applies an event and performs its effects, and notifies nobody yet: no code of the app may run under the lock. */
  apply(event: EventDraft<User>): void;
  /** Notifies listeners of what was applied. */
  notify(): void;
}

/** Performs effects. Nothing here rejects. */
export interface Effects<User> {
  logIn(id: number, way: Way<User>): Promise<void>;
  requestTokens(request: TokenRequest): Promise<void>;
  /** Resolves to the error, if the server could not be told. */
  revoke(tokens: Tokens, reach: Reach): Promise<SessionError | undefined>;
}

/** Makes the performer of one session's effects. */
export function createEffects<User>(context: EffectsContext<User>): Effects<User> {
  return {
    logIn: (id, way) => logIn(context, id, way),
    requestTokens: (request) => requestTokens(context, request),
    revoke: (tokens, reach) => revoke(context, tokens, reach),
  };
}

/** What this tab knows together with what is stored. */
export async function newestRecord<User>({
  store,
  getState,
}: Pick<EffectsContext<User>, "store" | "getState">): Promise<SessionRecord<User>> {
  const stored = await store.read();
  const { record } = getState();
  return stored ? merge(record, stored) : record;
}

/**
 * Applies the outcome of a login or a request, after reading storage once more. `unused`: granted tokens that no session begins with.
 * Resolves to `true` if that ended the session.
 */
export async function applyAnswer<User>(
  { rules, store, getState, apply }: EffectsContext<User>,
  id: number,
  outcome: Outcome<Grant<User> | null>,
  unused: Tokens | null = null,
): Promise<boolean> {
  if (outcome.value) developers.advice?.granted(rules.backend, outcome.value);
  const stored = await store.read();
  const wasLoggedIn = getState().record.tokenSet !== null;
  apply({ type: "answered", id, outcome, stored, unused });
  return wasLoggedIn && getState().record.tokenSet === null;
}

/** Throws `misconfigured` if no header can carry the granted token: better now than at each request. */
export function checkCarryable<User>(
  { rules }: EffectsContext<User>,
  outcome: Outcome<Grant<User>>,
): void {
  if (outcome.value) rules.backend.header(outcome.value.access);
}

/** The cause itself where it is a `SessionError`: a function of the description that failed has said so already. */
export function asSessionError(
  cause: unknown,
  code: SessionErrorCode,
  message: string,
): SessionError {
  return isSessionError(cause) ? cause : new SessionError(code, message, { cause });
}
