// The fake server's description for the simulation. If tokens are opaque, the user object identifies the session.
import type { Operation } from "@sojourn/core";
import type { TestUser, TokenServer } from "@sojourn/core/testing";

/** A user with the number of the session. The simulation's network adds it to each answer about the user. */
export interface SessionUser extends TestUser {
  readonly session: number;
}

type TestBackend = TokenServer["backend"];

/** The description, with users that contain the number of their session. */
export function withSessions(backend: TestBackend): TestBackend {
  const { me, account } = backend;
  if (!me || !account) return backend;
  return {
    ...backend,
    me: { ...me, ...reading(me) },
    account: { ...account, rename: { ...account.rename, ...reading(account.rename) } },
  };
}

function reading({ read }: Operation<never, TestUser>): Pick<Operation<never, TestUser>, "read"> {
  return {
    read(body, answer) {
      const user = read?.(body, answer);
      return user && { ...user, session: (body as SessionUser).session };
    },
  };
}
