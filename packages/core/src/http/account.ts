/** The account operations a backend offers (sign-up, password reset, …), sent through `session.fetch` and its rules. */

import type { Account, AccountOperation } from "../model/backend.ts";
import { nobodyLoggedIn, SessionError, sessionChanged } from "../model/errors.ts";
import type { Rules } from "../model/state.ts";
import { type Asking, ask } from "../runtime/ask.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** The operations of a backend as functions: each takes its input and resolves to what the server answered. */
export type AccountApi<Operations extends Account> = {
  readonly [Name in keyof Operations]: Operations[Name] extends AccountOperation<
    infer Input,
    infer Output
  >
    ? (input: Input) => Promise<Output>
    : never;
};

/**
 * Makes `session.reloadUser`, which asks once for all who call it at a time. `asking.send` is the session's own fetch, so that a
 * refusal means what it means to any request.
 */
export function createReloadUser<User>(
  { access, getState, dispatch }: Runtime<User>,
  asking: Asking,
): () => Promise<User> {
  const { me, name } = asking.rules.backend as Rules<User>["backend"];
  let underWay: Promise<User> | undefined;

  async function askMe(): Promise<User> {
    const epoch = await access.claim();
    if (epoch === null) throw nobodyLoggedIn();
    if (!me)
      throw new SessionError(
        "not-supported",
        `${name} has no "me" endpoint to ask. Name one; where the token tells the user, call refresh().`,
      );
    const { error, value } = await ask(asking, me, undefined);
    if (error) throw error;
    dispatch({ type: "user", epoch, user: value });
    const { record } = getState();
    if (record.epoch !== epoch) throw sessionChanged();
    // The same object as before, where nothing changed.
    return record.tokenSet?.user ?? value;
  }

  return () => {
    underWay ??= askMe().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

/** Makes `session.account`. `asking.send` is the session's own fetch: it knows what is public, signs the rest and recovers. */
export function createAccount<User, Operations extends Account>(
  operations: Operations,
  { access, getState, dispatch }: Runtime<User>,
  asking: Asking,
): AccountApi<Operations> {
  const account = Object.entries(operations).map(([name, operation]) => [
    name,
    async (input: unknown): Promise<unknown> => {
      // A sign-up waits for nobody.
      const epoch = operation.signed ? await access.claim() : getState().record.epoch;
      if (epoch === null) throw nobodyLoggedIn();
      const { error, value } = await ask(asking, operation, input);
      if (error) throw error;
      if (operation.after === "user") dispatch({ type: "user", epoch, user: value as User });
      // The answer may come to another session.
      if (operation.after === "end" && getState().record.epoch === epoch)
        dispatch({ type: "logout", reason: "logout", revoke: false });
      return value;
    },
  ]);
  return Object.fromEntries(account) as AccountApi<Operations>;
}
