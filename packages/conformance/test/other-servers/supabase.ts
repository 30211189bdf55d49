// Supabase: the grant is in the query, every request has an `apikey` (supabase/auth, openapi.yaml), errors have an `error_code`
// (internal/api/token.go, token_refresh.go, apierrors/errorcode.go), and a logout has a scope (logout.go).
import { writeJwt } from "@sojourn/core/testing";
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function supabase(baseUrl: string, apikey: string): HttpHandler[] {
  const office = new Office();
  const grant = (login: number) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { sub: "7d1f", exp: iat + 3600, iat, session_id: crypto.randomUUID() };
    return HttpResponse.json({
      access_token: office.issue("access", login, writeJwt(claims)),
      token_type: "bearer",
      expires_in: 3600,
      expires_at: iat + 3600,
      refresh_token: office.issue("refresh", login),
      user: { id: "7d1f", email: "alice@example.com" },
    });
  };
  const refuse = (code: number, error_code: string, msg: string) =>
    HttpResponse.json({ code, error_code, msg }, { status: code });
  return [
    http.all(`${baseUrl}*`, ({ request }) => {
      if (request.headers.get("apikey") === apikey) return undefined;
      return HttpResponse.json({ message: "No API key found in request" }, { status: 401 });
    }),
    http.post(`${baseUrl}auth/v1/token`, async ({ request }) => {
      const { email, password, refresh_token } = (await read(request)).input;
      if (new URL(request.url).searchParams.get("grant_type") === "password") {
        if (office.knows(email, password)) return grant(office.nextLogin());
        return refuse(400, "invalid_credentials", "Invalid login credentials");
      }
      const found = office.find(refresh_token, "refresh");
      if (found) return grant(found.login);
      const words = "Invalid Refresh Token: Refresh Token Not Found";
      return refuse(400, "refresh_token_not_found", words);
    }),
    http.post(`${baseUrl}auth/v1/logout`, ({ request }) => {
      const found = office.signedBy(request);
      if (!found) return refuse(403, "bad_jwt", "invalid JWT");
      office.dropAll(found);
      return new HttpResponse(null, { status: 204 });
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (office.signedBy(request)) return HttpResponse.json([]);
      return HttpResponse.json({ code: "PGRST301", message: "JWT invalid" }, { status: 401 });
    }),
  ];
}
