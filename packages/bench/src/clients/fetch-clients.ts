/** Clients around fetch, each used as its own documentation says. */
import type { Kind, Tokens } from "./client.ts";
import { issuer, oktaOptions, oktaTokens } from "./okta.ts";
import { logIn } from "./session.ts";

const scope = "openid profile email";

/** All of them. */
export const fetchClients: Kind = {
  bare: async () => (url) => fetch(url),
  contenders: {
    "@sojourn/core": async (tokens) => {
      const session = await logIn(tokens);
      return (url) => session.fetch(url);
    },

    // Its README: updateToken() before each request, then the token by hand.
    "keycloak-js": async (tokens) => {
      const { access: token = "", refresh: refreshToken = "" } = tokens ?? {};
      const { default: Keycloak } = await import("keycloak-js");
      const keycloak = new Keycloak({ url: issuer, realm: "bench", clientId: "bench" });
      await keycloak.init({ token, refreshToken, timeSkew: 0, checkLoginIframe: false });
      return async (url) => {
        await keycloak.updateToken(30);
        return fetch(url, { headers: { Authorization: `Bearer ${keycloak.token}` } });
      };
    },

    "@supabase/supabase-js": async (tokens) => {
      const { createClient } = await import("@supabase/supabase-js");
      const storageKey = "bench";
      if (tokens) localStorage.setItem(storageKey, JSON.stringify(supabaseSession(tokens)));
      const client = createClient(issuer, "a-key", { auth: { storageKey } });
      await client.auth.getSession();
      // What its own calls (from().select() and the rest) are sent with.
      const { fetch: send } = client as unknown as { readonly fetch: typeof fetch };
      return (url) => send(url);
    },

    "@okta/okta-auth-js": async (tokens) => {
      const { OktaAuth } = await import("@okta/okta-auth-js");
      const okta = new OktaAuth(oktaOptions);
      if (tokens) okta.tokenManager.setTokens(oktaTokens(tokens));
      return async (url) => {
        const token = await okta.getOrRenewAccessToken();
        return fetch(url, { headers: { Authorization: `Bearer ${token}` } });
      };
    },

    "oidc-client-ts": async (tokens) => {
      const { access, refresh, expiresAt } = needed(tokens);
      const { User, UserManager } = await import("oidc-client-ts");
      const manager = new UserManager({
        authority: issuer,
        client_id: "bench",
        redirect_uri: `${location.origin}/callback`,
      });
      const now = Math.floor(Date.now() / 1000);
      const profile = { sub: "1", iss: issuer, aud: "bench", exp: expiresAt / 1000, iat: now };
      await manager.storeUser(
        new User({
          access_token: access,
          refresh_token: refresh,
          token_type: "Bearer",
          scope,
          profile,
          expires_at: expiresAt / 1000,
        }),
      );
      return async (url) => {
        const user = await manager.getUser();
        return fetch(url, { headers: { Authorization: `Bearer ${user?.access_token}` } });
      };
    },

    "@auth0/auth0-spa-js": async (tokens) => {
      const { access, expiresAt } = needed(tokens);
      const { Auth0Client, CacheKey, InMemoryCache } = await import("@auth0/auth0-spa-js");
      const { enclosedCache: cache } = new InMemoryCache();
      const client_id = "bench";
      const decodedToken = {
        claims: { __raw: access, sub: "1", exp: expiresAt / 1000 },
        user: { sub: "1" },
      };
      const key = new CacheKey({ clientId: client_id, audience: "default", scope });
      const body = {
        client_id,
        access_token: access,
        id_token: access,
        token_type: "Bearer",
        expires_in: 3600,
        audience: "default",
        scope,
        decodedToken,
      };
      await cache.set(key.toKey(), { body, expiresAt: expiresAt / 1000 });
      const user = new CacheKey({ clientId: client_id }, undefined, "@@user@@");
      await cache.set(user.toKey(), { id_token: access, decodedToken });
      const auth0 = new Auth0Client({ domain: "login.example.com", clientId: client_id, cache });
      const fetcher = auth0.createFetcher({ fetch: (request) => fetch(request) });
      return (url) => fetcher.fetchWithAuth(url);
    },
  },
};

/** A session as supabase keeps it in storage. */
function supabaseSession({ access, refresh, expiresAt }: Tokens): object {
  return {
    access_token: access,
    refresh_token: refresh,
    token_type: "bearer",
    expires_in: 3600,
    expires_at: expiresAt / 1000,
    user: { id: "1", aud: "authenticated", app_metadata: {}, user_metadata: {}, created_at: "" },
  };
}

/** For clients whose tokens are not shared by tabs. */
function needed(tokens: Tokens | null): Tokens {
  if (!tokens) throw new Error("This client does not take over what another tab has stored.");
  return tokens;
}
