/** A Sojourn session that watches for idleness. */
import { createSession } from "@sojourn/core";
import { authToken } from "@sojourn/django";

const minute = 60_000;

/** Logs in. */
export async function watch(): Promise<void> {
  const session = createSession({
    backend: authToken({ baseUrl: "/api/" }),
    fetch: async () => Response.json({ token: "0123456789" }),
    idle: { timeout: 15 * minute, warning: minute },
  });
  await session.login({ username: "alice", password: "correct horse" });
}
