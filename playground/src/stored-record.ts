/**
 * Damages the session's record in the copy that `localStorage` holds, as a bug or a long sleep could. An app never touches the record: this
 * is the one file that knows what is in it, and the session only notices when it reads its storage again.
 */
import type { AnyBackend } from "./backends.ts";
import { nameOf } from "./open-session.ts";

interface Held {
  access: string;
  accessExpiresAt: number | null;
  /** When the tokens arrived, by this machine's clock. */
  arrivedAt: number;
  skew: number;
}

/** Makes the stored access token one that no server accepts: readable as before, its signature broken. */
export function corruptToken(backend: AnyBackend): void {
  change(backend, (held) => {
    const { access } = held;
    held.access = `${access.slice(0, -8)}${access.slice(-8).split("").reverse().join("")}`;
    if (held.access === access) held.access = `${access.slice(0, -1)}_`;
  });
}

/** Makes the record say that the access token expired a second ago, as it does after a night with the lid closed. */
export function ageToken(backend: AnyBackend): void {
  change(backend, (held) => {
    held.accessExpiresAt = Date.now() + held.skew - 1000;
    // Tokens that have just arrived and seem to be over already would be taken for a wrong clock.
    held.arrivedAt = Date.now() - 3_600_000;
  });
}

function change(backend: AnyBackend, damage: (held: Held) => void): void {
  const name = nameOf(backend);
  const record = JSON.parse(localStorage.getItem(name) ?? "null") as {
    generation: number;
    held: Held | null;
  } | null;
  if (!record?.held) throw new Error(`localStorage holds no session under "${name}".`);
  damage(record.held);
  // Newer than what IndexedDB holds: so it counts.
  record.generation += 1;
  localStorage.setItem(name, JSON.stringify(record));
}
