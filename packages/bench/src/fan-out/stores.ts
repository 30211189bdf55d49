/** Stores that tell subscribers of a change, each changed as its users change it. */
import { createServer } from "../clients/server.ts";

/** A store. */
export interface Store {
  subscribe(listener: () => void): void;
  /** Changes something that every subscriber is told of. */
  update(): unknown;
}

/** All contenders by name. Each loads what it needs itself: they share no page. */
export const stores: Record<string, () => Promise<Store>> = {
  "@sojourn/core": async () => {
    const { logIn } = await import("../clients/session.ts");
    const server = createServer();
    globalThis.fetch = server.fetch;
    const session = await logIn(server.issue());
    return {
      subscribe: (listener) => void session.subscribe(listener),
      // Subscribers are told twice: that a renewal begins, and that it is done.
      update: () => session.refresh(),
    };
  },

  zustand: async () => {
    const { createStore } = await import("zustand/vanilla");
    const store = createStore(() => ({ expiresAt: 0 }));
    return {
      subscribe: (listener) => void store.subscribe(listener),
      update: () => store.setState({ expiresAt: store.getState().expiresAt + 1 }),
    };
  },

  nanostores: async () => {
    const { atom } = await import("nanostores");
    const $session = atom({ expiresAt: 0 });
    return {
      subscribe: (listener) => void $session.listen(listener),
      update: () => $session.set({ expiresAt: $session.get().expiresAt + 1 }),
    };
  },

  "@okta/okta-auth-js": async () => {
    const { OktaAuth } = await import("@okta/okta-auth-js");
    const { oktaOptions, oktaTokens } = await import("../clients/okta.ts");
    const okta = new OktaAuth(oktaOptions);
    const server = createServer();
    return {
      subscribe: (listener) => okta.authStateManager.subscribe(listener),
      update() {
        okta.tokenManager.setTokens(oktaTokens(server.issue()));
        return okta.authStateManager.updateAuthState();
      },
    };
  },
};
