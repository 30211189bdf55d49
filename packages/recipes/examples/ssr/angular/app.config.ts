// The app, in the browser and on the server.
import { provideHttpClient, withFetch, withInterceptors } from "@angular/common/http";
import type { ApplicationConfig } from "@angular/core";
import { provideClientHydration } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";
import { provideSession, sessionInterceptor, withLoginRoute } from "@sojourn/angular";
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { routes } from "./app.routes";

export const appConfig: ApplicationConfig = {
  providers: [
    // A function: each request to the server gets a session of its own, which is never started there.
    provideSession(
      () => createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) }),
      withLoginRoute("/login"),
    ),
    provideHttpClient(withFetch(), withInterceptors([sessionInterceptor])),
    provideClientHydration(),
    provideRouter(routes),
  ],
};
