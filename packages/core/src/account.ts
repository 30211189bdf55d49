/** The account operations a backend offers (sign-up, password reset, …), sent through `session.fetch` and its rules. */
import { type Asking, ask } from "./ask.ts";
import type { Account, AccountOperation } from "./backend.ts";
import { SessionError } from "./errors.ts";
import type { Hands } from "./session.ts";

/** The operations of a backend as functions: each takes its input and resolves to what the server answered. */
export type AccountApi<Operations extends Account> = {
  readonly [Name in keyof Operations]: Operations[Name] extends AccountOperation<
    infer Input,
    infer Output
  >
    ? (input: Input) => Promise<Output>
    : never;
};

/** Makes `session.account`. `asking.send` is the session's own fetch: it knows what is public, signs the rest and recovers. */
export function createAccount<User, Operations extends Account>(
  operations: Operations,
  { api, getState, dispatch }: Hands<User>,
  asking: Asking,
): AccountApi<Operations> {
  const account = Object.entries(operations).map(([name, operation]) => [
    name,
    async (input: unknown): Promise<unknown> => {
      // A sign-up waits for nobody.
      if (operation.signed) await api.ready();
      const { epoch, held } = getState().record;
      if (operation.signed && !held)
        throw new SessionError("unauthenticated", "Nobody is signed in. Log in first.");
      const { error, value } = await ask(asking, operation, input);
      if (error) throw error;
      if (operation.after === "user") dispatch({ type: "user", epoch, user: value as User });
      if (operation.after === "end") dispatch({ type: "logout", reason: "logout", revoke: false });
      return value;
    },
  ]);
  return Object.fromEntries(account) as AccountApi<Operations>;
}
