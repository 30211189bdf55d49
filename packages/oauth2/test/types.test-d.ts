// The types that follow from the options: credentials, user, account operations.
import { createSession } from "@sojourn/core";
import { oauth2 } from "@sojourn/oauth2";
import { expectTypeOf, test } from "vitest";

const baseUrl = "/api/";

test("the credentials are a name and a password", () => {
  const session = createSession({ backend: oauth2({ baseUrl }) });
  expectTypeOf(session.login).parameter(0).toEqualTypeOf<{ username: string; password: string }>();
  // @ts-expect-error there is no user endpoint
  session.account.me();
});

test("the user has the type that read returns, and an endpoint is offered as account.me", () => {
  const read = ({ id }: { id?: unknown }) => (typeof id === "number" ? { id } : undefined);
  const asked = createSession({ backend: oauth2({ baseUrl, user: { path: "me/", read } }) });
  expectTypeOf(asked.account.me()).resolves.toEqualTypeOf<{ id: number }>();
  const claimed = createSession({ backend: oauth2({ baseUrl, user: { read } }) });
  expectTypeOf(claimed.login({ username: "a", password: "b" })).resolves.toEqualTypeOf<{
    id: number;
  }>();
  // @ts-expect-error there is no user endpoint
  claimed.account.me();
});
