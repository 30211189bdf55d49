// Keycloak: one token endpoint for all grants, a 401 for a wrong password (keycloak/keycloak, ValidatePassword.java), a 400 for a dead
// refresh token, both `invalid_grant`; a logout by refresh token (docs/guides/securing-apps/oidc-layers.adoc).
import { writeJwt } from "@sojourn/core/testing";
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function keycloak(baseUrl: string): HttpHandler[] {
  const realm = "https://sso.example.com/realms/shop/protocol/openid-connect";
  const office = new Office();
  const grant = (login: number) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { exp: iat + 300, iat, jti: crypto.randomUUID(), preferred_username: "alice" };
    return HttpResponse.json({
      access_token: office.issue("access", login, writeJwt(claims)),
      expires_in: 300,
      refresh_expires_in: 1800,
      refresh_token: office.issue("refresh", login),
      token_type: "Bearer",
      "not-before-policy": 0,
    });
  };
  const refuse = (status: number, error_description: string) =>
    HttpResponse.json({ error: "invalid_grant", error_description }, { status });
  return [
    http.post(`${realm}/token`, async ({ request }) => {
      const { input } = await read(request);
      const { grant_type, username, password, refresh_token } = input;
      if (grant_type === "password") {
        if (office.knows(username, password)) return grant(office.nextLogin());
        return refuse(401, "Invalid user credentials");
      }
      const found = office.find(refresh_token, "refresh");
      return found ? grant(found.login) : refuse(400, "Token is not active");
    }),
    http.post(`${realm}/logout`, async ({ request }) => {
      const found = office.find((await read(request)).input.refresh_token, "refresh");
      if (!found) return refuse(400, "Invalid refresh token");
      office.dropAll(found);
      return new HttpResponse(null, { status: 204 });
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (office.signedBy(request)) return HttpResponse.json([]);
      return new HttpResponse(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
    }),
  ];
}
