// The auth provider of refine.

import type { AuthProvider } from "@refinedev/core";
import { errorText, isSessionError } from "@sojourn/core";
import { session } from "./session";

export const authProvider: AuthProvider = {
  async login({ username, password }) {
    try {
      await session.login({ username, password });
      return { success: true, redirectTo: "/" };
    } catch (error) {
      return { success: false, error: { name: "Not logged in", message: errorText(error) } };
    }
  },
  async logout() {
    await session.logout();
    return { success: true, redirectTo: "/login" };
  },
  async check() {
    const { status } = await session.ready();
    if (status === "authenticated") return { authenticated: true };
    return { authenticated: false, redirectTo: "/login" };
  },
  async onError(error) {
    // The session has tried everything already. It ends by itself when the server says so.
    const { status } = session.getSnapshot();
    if (isSessionError(error) && status === "unauthenticated") return { redirectTo: "/login" };
    return {};
  },
  getIdentity: async () => (await session.ready()).user,
};
