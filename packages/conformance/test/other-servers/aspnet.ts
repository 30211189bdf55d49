// ASP.NET Core Identity: opaque tokens with `expiresIn`, a problem as the answer to a wrong password, and a 401 without a body for all dead
// tokens (dotnet/aspnetcore, IdentityApiEndpointRouteBuilderExtensions.cs, BearerTokenHandler.cs, AccessTokenResponse.cs).
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function aspnet(baseUrl: string): HttpHandler[] {
  const office = new Office();
  const grant = (login: number) =>
    HttpResponse.json({
      tokenType: "Bearer",
      accessToken: office.issue("access", login),
      expiresIn: 3600,
      refreshToken: office.issue("refresh", login),
    });
  const challenge = () =>
    new HttpResponse(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  return [
    http.post(`${baseUrl}login`, async ({ request }) => {
      const { email, password } = (await read(request)).input;
      if (office.knows(email, password)) return grant(office.nextLogin());
      const type = "https://tools.ietf.org/html/rfc9110#section-15.5.2";
      return HttpResponse.json(
        { type, title: "Unauthorized", status: 401, detail: "Failed" },
        { status: 401, headers: { "content-type": "application/problem+json" } },
      );
    }),
    http.post(`${baseUrl}refresh`, async ({ request }) => {
      const found = office.find((await read(request)).input.refreshToken, "refresh");
      return found ? grant(found.login) : challenge();
    }),
    http.all(`${baseUrl}*`, ({ request }) => {
      if (!office.signedBy(request)) return challenge();
      return HttpResponse.json({ email: "alice@example.com", isEmailConfirmed: true });
    }),
  ];
}
