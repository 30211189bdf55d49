// The members API that docs/backends.md begins with.
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

/** Its handlers. */
export function membersApi(baseUrl: string): HttpHandler[] {
  const office = new Office();
  const alice = { id: 1, name: "Alice" };
  const grant = (login: number) => ({
    access_token: office.issue("access", login),
    refresh_token: office.issue("refresh", login),
    expires_in: 3600,
  });
  const refuse = (error: string) => HttpResponse.json({ error }, { status: 400 });

  return [
    http.post(`${baseUrl}oauth/token`, async ({ request }) => {
      const { input } = await read(request);
      if (input.grant_type === "password") {
        if (!office.knows(input.email, input.password)) return refuse("invalid_grant");
        return HttpResponse.json(grant(office.nextLogin()));
      }
      const old = office.find(input.refresh_token, "refresh");
      if (!old) return refuse("invalid_grant");
      office.drop(input.refresh_token);
      return HttpResponse.json(grant(old.login));
    }),
    http.post(`${baseUrl}oauth/revoke`, async ({ request }) => {
      const { input } = await read(request);
      const found = office.find(input.token, "refresh");
      if (found) office.dropAll(found);
      return new HttpResponse(null, { status: 200 });
    }),
    http.all(`${baseUrl}*`, async ({ request }) => {
      if (!office.signedBy(request))
        return HttpResponse.json({ error: "unauthorized" }, { status: 401 });
      if (request.method === "PATCH") Object.assign(alice, (await read(request)).input);
      return HttpResponse.json(alice);
    }),
  ];
}
