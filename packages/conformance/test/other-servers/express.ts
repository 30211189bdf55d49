// Express with passport: a refusal is the word "Unauthorized" without a content type (jaredhanson/passport, lib/middleware/authenticate.js),
// and too many attempts are a text of express-rate-limit.
import { writeJwt } from "@sojourn/core/testing";
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

/** Bytes, because a text would get a content type. */
const unauthorized = () =>
  new HttpResponse(new TextEncoder().encode("Unauthorized"), { status: 401 });

export function express(baseUrl: string): HttpHandler[] {
  const office = new Office();
  return [
    http.post(`${baseUrl}login`, async ({ request }) => {
      const { username, password } = (await read(request)).input;
      if (!office.knows(username, password)) return unauthorized();
      const iat = Math.floor(Date.now() / 1000);
      const jwt = writeJwt({ sub: "1", iat, exp: iat + 3600, jti: crypto.randomUUID() });
      return HttpResponse.json({ token: office.issue("access", office.nextLogin(), jwt) });
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (office.signedBy(request)) return HttpResponse.json({ id: 1, name: "Alice" });
      return unauthorized();
    }),
  ];
}
