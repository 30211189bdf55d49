/** Settings and tokens as Okta's SDK takes them. */
import type { OktaAuthOptions, Tokens as OktaTokens } from "@okta/okta-auth-js";
import type { Tokens } from "./client.ts";

/** The server of all clients that speak OAuth. */
export const issuer = "https://login.example.com";

/** Settings for `new OktaAuth`. */
export const oktaOptions: OktaAuthOptions = {
  issuer: `${issuer}/oauth2/default`,
  clientId: "bench",
  redirectUri: `${location.origin}/callback`,
};

/** Tokens for its token manager. No `openid` among the scopes, so that it asks for no signature. */
export function oktaTokens({ access, refresh, expiresAt }: Tokens): OktaTokens {
  const common = {
    authorizeUrl: `${issuer}/oauth2/default/v1/authorize`,
    scopes: ["offline_access"],
  };
  return {
    accessToken: {
      ...common,
      accessToken: access,
      claims: { sub: "1" },
      expiresAt: expiresAt / 1000,
      tokenType: "Bearer",
      userinfoUrl: `${issuer}/oauth2/default/v1/userinfo`,
    },
    refreshToken: {
      ...common,
      refreshToken: refresh,
      expiresAt: expiresAt / 1000 + 86_400,
      tokenUrl: `${issuer}/oauth2/default/v1/token`,
      issuer: `${issuer}/oauth2/default`,
    },
  };
}
