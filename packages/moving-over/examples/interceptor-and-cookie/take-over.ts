// Whoever is logged in to the old app stays logged in: the bare token in its cookie begins the first session.
import { isSessionError } from "@sojourn/core";
import { session } from "./session.ts";

const [, access] = /(?:^|; )token=([0-9a-f]{40})(?:;|$)/.exec(document.cookie) ?? [];

/** Call it once when the app starts. */
export async function takeOver(): Promise<void> {
  const { status } = await session.ready();
  if (!access || status === "authenticated") return;
  await session.adopt({ access }).catch((error: unknown) => {
    if (!isSessionError(error)) throw error;
  });
}
