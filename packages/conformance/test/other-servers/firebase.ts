// Firebase Authentication: logins and refreshes on two hosts of Google's, with errors whose message is a code
// (firebase.google.com/docs/reference/rest/auth, "Sign in with email / password", "Exchange a refresh token for an ID token").
import { writeJwt } from "@sojourn/core/testing";
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function firebase(baseUrl: string): HttpHandler[] {
  const office = new Office();
  const email = "alice@example.com";
  let failures = 0;
  const issue = (login: number) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iat, exp: iat + 3600, user_id: "ZY1rJK0e", email, n: crypto.randomUUID() };
    return [office.issue("access", login, writeJwt(claims)), office.issue("refresh", login)];
  };
  const refuse = (message: string) => {
    const errors = [{ message, domain: "global", reason: "invalid" }];
    return HttpResponse.json({ error: { code: 400, message, errors } }, { status: 400 });
  };
  return [
    http.post(
      /^https:\/\/identitytoolkit\.googleapis\.com\/v1\/accounts:signInWithPassword/,
      async ({ request }) => {
        const { input } = await read(request);
        if (failures > 4)
          return refuse("TOO_MANY_ATTEMPTS_TRY_LATER : Access is disabled for now.");
        if (!office.knows(input.email, input.password)) {
          if (input.email === "alice.tries@example.com") failures += 1;
          return refuse("INVALID_LOGIN_CREDENTIALS");
        }
        const [idToken, refreshToken] = issue(office.nextLogin());
        return HttpResponse.json({
          localId: "ZY1rJK0e",
          email,
          idToken,
          refreshToken,
          expiresIn: "3600",
        });
      },
    ),
    http.post("https://securetoken.googleapis.com/v1/token", async ({ request }) => {
      const found = office.find((await read(request)).input.refresh_token, "refresh");
      if (!found) return refuse("INVALID_REFRESH_TOKEN");
      const [id_token, refresh_token] = issue(found.login);
      return HttpResponse.json({
        id_token,
        refresh_token,
        expires_in: "3600",
        token_type: "Bearer",
      });
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (office.signedBy(request)) return HttpResponse.json([]);
      return HttpResponse.json({ error: "unauthorized" }, { status: 401 });
    }),
  ];
}
