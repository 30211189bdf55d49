// Laravel Sanctum: the token is the whole body (laravel/docs, sanctum.md, "Issuing API Tokens"), and Laravel sends a text as HTML.
// Refusals are those of its exception handler for requests that accept JSON.
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function laravel(baseUrl: string): HttpHandler[] {
  const office = new Office();
  const invalid = (field: string, message: string) =>
    HttpResponse.json({ message, errors: { [field]: [message] } }, { status: 422 });
  const unauthenticated = () => HttpResponse.json({ message: "Unauthenticated." }, { status: 401 });
  return [
    http.post(`${baseUrl}sanctum/token`, async ({ request }) => {
      const { email, password, device_name } = (await read(request)).input;
      if (!device_name) return invalid("device_name", "The device name field is required.");
      if (!office.knows(email, password))
        return invalid("email", "The provided credentials are incorrect.");
      const login = office.nextLogin();
      const token = office.issue("access", login, `${login}|${crypto.randomUUID()}`);
      return new HttpResponse(token, { headers: { "content-type": "text/html; charset=UTF-8" } });
    }),
    http.delete(`${baseUrl}sanctum/token`, ({ request }) => {
      const found = office.signedBy(request);
      if (!found) return unauthenticated();
      office.dropAll(found);
      return new HttpResponse(null, { status: 204 });
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (office.signedBy(request)) return HttpResponse.json({ id: 1, name: "Alice" });
      // What is not asked for in JSON is led to a login page.
      if (request.headers.get("accept") === "application/json") return unauthenticated();
      return new HttpResponse("<!DOCTYPE html><h1>Route [login] not defined.</h1>", {
        status: 500,
        headers: { "content-type": "text/html" },
      });
    }),
  ];
}
