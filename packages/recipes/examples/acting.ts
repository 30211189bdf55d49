// A second session, in which support staff act as somebody else. It is of this tab only.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { session } from "./session";

export const acting = createSession({
  backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
  name: "acting",
  storage: "session",
  maxAge: 30 * 60_000,
});

/** Asks the server for tokens of that person, and begins to act as them. */
export async function actAs(id: string): Promise<void> {
  const response = await session.fetch(`support/act-as/${id}/`, { method: "POST" });
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  const { access, refresh } = await response.json();
  await acting.adopt({ access, refresh });
}

export const stopActing = () => acting.logout();

// When the staff's own session ends, in any tab, they act no longer.
session.on("ended", stopActing);
