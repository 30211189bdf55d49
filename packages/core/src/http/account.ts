/** Account operations of a backend (sign-up, password reset, …). They are sent through `session.fetch` and follow its rules. */

import type { Account, AccountOperation } from "../model/backend.ts";
import { nobodyLoggedIn, SessionError, sessionChanged } from "../model/errors.ts";
import type { Rules } from "../model/state.ts";
import { type Asking, ask } from "../runtime/ask.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** The operations of a backend as functions. Each takes its input and resolves to the server's answer. */
export type AccountApi<Operations extends Account> = {
  readonly [Name in keyof Operations]: Operations[Name] extends AccountOperation<
    infer Input,
    infer Output
  >
    ? (input: Input) => Promise<Output>
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
    const { error, value } = await ask(asking, me, undefined);
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

/** Makes `session.account`. `asking.send` is the session's own fetch: it signs what is not public, and retries after a 401. */
export function createAccount<User, Operations extends Account>(
  operations: Operations,
  { access, getState, dispatch }: Runtime<User>,
  asking: Asking,
): AccountApi<Operations> {
  const account = Object.entries(operations).map(([name, operation]) => [
    name,
    async (input: unknown): Promise<unknown> => {
      // An unsigned operation, a sign-up for example, needs no session and does not wait for one.
      const epoch = operation.signed ? await access.claim() : getState().record.epoch;
      if (epoch === null) throw nobodyLoggedIn();
      const { error, value } = await ask(asking, operation, input);
      if (error) throw error;
      if (operation.after === "user") dispatch({ type: "user", epoch, user: value as User });
      // By now another session may have begun.
      if (operation.after === "end" && getState().record.epoch === epoch)
        dispatch({ type: "logout", reason: "logout", revoke: false });
      return value;
    },
  ]);
  return Object.fromEntries(account) as AccountApi<Operations>;
}
