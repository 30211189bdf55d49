/** A Sojourn session that is logged in with given tokens. */
import { createSession, type Session } from "@sojourn/core";
import { type SimpleJwtUser, simpleJwt } from "@sojourn/django";
import { apiUrl, type Tokens } from "./client.ts";
import { answerOf } from "./server.ts";

/** All options are left at their defaults, so the session is kept in IndexedDB and shared by tabs. */
export async function logIn(
  tokens: Tokens | null,
): Promise<Session<{ username: string; password: string }, SimpleJwtUser>> {
  const session = createSession({ backend: simpleJwt({ baseUrl: apiUrl }) });
  if (!tokens) return session;
  const { fetch } = globalThis;
  globalThis.fetch = async () => Response.json(answerOf(tokens));
  await session.login({ username: "alice", password: "correct horse" });
  globalThis.fetch = fetch;
  return session;
}
