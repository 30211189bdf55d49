/** Ways to sign the requests of Angular's HttpClient, each used as its own documentation says. */
import {
  HttpBackend,
  HttpClient,
  HttpErrorResponse,
  type HttpFeature,
  type HttpFeatureKind,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
  withInterceptorsFromDi,
} from "@angular/common/http";
import { type EnvironmentProviders, importProvidersFrom, type Provider } from "@angular/core";
import { createApplication } from "@angular/platform-browser";
import { firstValueFrom, from, map, type Observable, of } from "rxjs";
import { apiUrl, type Kind, type Send, type Tokens } from "./client.ts";
import { logIn } from "./session.ts";
import { transport } from "./transport.ts";

/** All of them. */
export const angularClients: Kind = {
  bare: () => open([]),
  contenders: {
    "@sojourn/angular": async (tokens) => {
      const { provideSession, sessionInterceptor } = await import("@sojourn/angular");
      const session = await logIn(tokens);
      return open([provideSession(session)], withInterceptors([sessionInterceptor]));
    },
    "@auth0/angular-jwt": (tokens) => openJwt(tokens, false),
    "@auth0/angular-jwt, skipWhenExpired": (tokens) => openJwt(tokens, true),
  },
};

async function openJwt(tokens: Tokens | null, skipWhenExpired: boolean): Promise<Send> {
  const { JwtModule } = await import("@auth0/angular-jwt");
  if (tokens) localStorage.setItem("access_token", tokens.access);
  const config = {
    tokenGetter: () => localStorage.getItem("access_token"),
    allowedDomains: [new URL(apiUrl).host],
    skipWhenExpired,
  };
  const providers = [importProvidersFrom(JwtModule.forRoot({ config }))];
  return open(providers, withInterceptorsFromDi());
}

/** An app without a component: its HttpClient. */
async function open(
  providers: (Provider | EnvironmentProviders)[],
  ...features: HttpFeature<HttpFeatureKind>[]
): Promise<Send> {
  const backend = { provide: HttpBackend, useValue: inProcess };
  const app = await createApplication({
    providers: [...providers, provideHttpClient(...features), backend],
  });
  const http = app.injector.get(HttpClient);
  return (url) => firstValueFrom(http.get(url));
}

const inProcess: HttpBackend = {
  handle({ url, headers }): Observable<HttpResponse<null>> {
    const answer = transport.answer(url, () => headers.get("Authorization"));
    return typeof answer === "number"
      ? of(toResponse(url, answer))
      : from(answer).pipe(map((status) => toResponse(url, status)));
  },
};

function toResponse(url: string, status: number): HttpResponse<null> {
  if (status >= 400) throw new HttpErrorResponse({ url, status });
  return new HttpResponse({ url, status, body: null });
}
