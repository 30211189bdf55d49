// Rails with devise-jwt: the token is in the header of the answer (waiting-for-dev/devise-jwt, README.md), refusals are devise's
// (heartcombo/devise, lib/devise/failure_app.rb), and so is the empty answer to a logout (sessions_controller.rb).
import { writeJwt } from "@sojourn/core/testing";
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function rails(baseUrl: string): HttpHandler[] {
  const office = new Office();
  const refuse = (error: string) => HttpResponse.json({ error }, { status: 401 });
  return [
    http.post(`${baseUrl}users/sign_in`, async ({ request }) => {
      const { email, password } = (await read(request)).input.user as Record<string, string>;
      if (!office.knows(email, password)) return refuse("Invalid Email or password.");
      const iat = Math.floor(Date.now() / 1000);
      const jti = crypto.randomUUID();
      const jwt = writeJwt({ sub: "1", scp: "user", aud: null, iat, exp: iat + 3600, jti });
      const authorization = `Bearer ${office.issue("access", office.nextLogin(), jwt)}`;
      return HttpResponse.json({ id: 1, email }, { status: 201, headers: { authorization } });
    }),
    http.delete(`${baseUrl}users/sign_out`, ({ request }) => {
      const found = office.signedBy(request);
      if (found) office.dropAll(found);
      return new HttpResponse(null, { status: 204 });
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (office.signedBy(request)) return HttpResponse.json([]);
      return refuse("You need to sign in or sign up before continuing.");
    }),
  ];
}
