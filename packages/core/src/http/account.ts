/** Account operations of a backend: sign-up, password reset, and others. */

import { nobodyLoggedIn, SessionError, sessionChanged } from "../model/errors.ts";
import type { LoginAnswer } from "../model/grant.ts";
import type { Account, AccountOperation, Operation } from "../model/operation.ts";
import type { Rules } from "../model/state.ts";
import { type Asking, ask } from "../runtime/ask.ts";
import { byOperation } from "../runtime/log-in.ts";
import type { LoginOptions } from "../runtime/logins.ts";
import type { Runtime } from "../runtime/runtime.ts";

/**
 * The operations of a backend as functions. Each takes its input and resolves to the server's answer, or to the user if it logs in. Those
 * that log in take the options of `session.login` as well.
 */
export type AccountApi<Operations extends Account, User = unknown> = {
  readonly [Name in keyof Operations]: NonNullable<Operations[Name]> extends AccountOperation<
    infer Input,
    infer Output
  >
    ? NonNullable<Operations[Name]> extends { readonly after: "login" }
      ? (input: Input, options?: LoginOptions) => Promise<User>
      : (input: Input) => Promise<Output>
    : never;
};

/**
 * Makes `session.reloadUser`. Calls that overlap share one request. `asking.send` is the session's own fetch, so a 401 is handled as for
 * any other request.
 */
export function createReloadUser<User>(
  { access, getState, dispatch }: Runtime<User>,
  asking: Asking,
): () => Promise<User> {
  const { me, name } = asking.rules.backend as Rules<User>["backend"];
  let inFlight: Promise<User> | undefined;

  async function askMe(): Promise<User> {
    const epoch = await access.claim();
    if (epoch === null) throw nobodyLoggedIn();
    if (!me)
      throw new SessionError(
        "not-supported",
        `${name} has no "me" endpoint. Add one to the backend, or call refresh() if the token contains the user.`,
      );
    const { access: token = "", refresh = null } = getState().record.tokenSet ?? {};
    const { error, value } = await ask(asking, me, { access: token, refresh });
    if (error) throw error;
    dispatch({ type: "user", epoch, user: value });
    const { record } = getState();
    if (record.epoch !== epoch) throw sessionChanged();
    // The same object as before if nothing changed.
    return record.tokenSet?.user ?? value;
  }

  return () => {
    inFlight ??= askMe().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  };
}

/** How account operations are sent. */
export interface AccountAsking {
  /** By the session's own fetch: it signs, and retries after a 401. For signed operations. */
  readonly signed: Asking;
  /** As the session sends its own requests: without a token. */
  readonly unsigned: Asking;
}

/** Makes `session.account`. */
export function createAccount<User, Operations extends Account>(
  operations: Operations,
  runtime: Runtime<User>,
  asking: AccountAsking,
): AccountApi<Operations, User> {
  const account = Object.entries(operations).map(([name, operation]) => [
    name,
    createOperation(operation, runtime, operation.signed ? asking.signed : asking.unsigned),
  ]);
  return Object.fromEntries(account) as AccountApi<Operations, User>;
}

/** One account operation as a function. */
function createOperation<User>(
  operation: AccountOperation<never, unknown>,
  { access, enter, getState, dispatch }: Runtime<User>,
  asking: Asking,
): (input: never, options?: LoginOptions) => Promise<unknown> {
  /** An unsigned operation, a sign-up for example, needs no session and does not wait for one. */
  async function claim(): Promise<number> {
    const epoch = operation.signed ? await access.claim() : getState().record.epoch;
    if (epoch === null) throw nobodyLoggedIn();
    return epoch;
  }

  async function logIn(input: never, options?: LoginOptions): Promise<User> {
    await claim();
    const login = operation as Operation<never, LoginAnswer<User>>;
    return enter(byOperation(login, input, asking.send), options);
  }

  async function send(input: never): Promise<unknown> {
    const epoch = await claim();
    const { error, value } = await ask(asking, operation, input);
    if (error) throw error;
    if (operation.after === "user") dispatch({ type: "user", epoch, user: value as User });
    // By now another session may have begun.
    if (operation.after === "end" && getState().record.epoch === epoch)
      dispatch({ type: "logout", reason: "logout", revoke: false });
    return value;
  }

  return operation.after === "login" ? logIn : send;
}
