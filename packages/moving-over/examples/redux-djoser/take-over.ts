// Whoever is logged in to the old app stays logged in: its token begins the first session.
import { isSessionError } from "@sojourn/core";
import { session } from "./session.ts";

/** Call it once when the app starts. */
export async function takeOver(): Promise<void> {
  const access = localStorage.getItem("token");
  const { status } = await session.ready();
  if (access && status === "unauthenticated") {
    try {
      await session.adopt({ access });
    } catch (error) {
      // Without a network the next start tries again. A dead token is of no use any more.
      if (!isSessionError(error) || error.code !== "rejected") return;
    }
  }
  localStorage.removeItem("token");
  localStorage.removeItem("user");
}
