// A GraphQL server: all requests go to one address and are answered with 200. Errors have a code in their extensions, as those of Apollo
// Server (apollographql.com/docs/apollo-server/data/errors).
import { type HttpHandler, HttpResponse, http } from "msw";
import { Office, read } from "./office.ts";

export function graphql(baseUrl: string): HttpHandler[] {
  const office = new Office();
  const grant = (login: number) => ({
    token: office.issue("access", login),
    refreshToken: office.issue("refresh", login),
  });
  const refuse = (message: string) =>
    HttpResponse.json({
      data: null,
      errors: [{ message, extensions: { code: "UNAUTHENTICATED" } }],
    });
  return [
    http.post(`${baseUrl}graphql`, async ({ request }) => {
      const { query, variables } = (await read(request)).input as {
        query: string;
        variables?: { input?: { email: string; password: string }; token?: string };
      };
      if (query.includes("logIn")) {
        const { email, password } = variables?.input ?? {};
        if (!office.knows(email, password)) return refuse("Wrong e-mail or password.");
        return HttpResponse.json({ data: { logIn: grant(office.nextLogin()) } });
      }
      if (query.includes("refresh(")) {
        const found = office.find(variables?.token, "refresh");
        if (!found) return refuse("Log in again.");
        office.drop(variables?.token);
        return HttpResponse.json({ data: { refresh: grant(found.login) } });
      }
      if (!office.signedBy(request)) return refuse("Log in first.");
      return HttpResponse.json({ data: { orders: [] } });
    }),
  ];
}
