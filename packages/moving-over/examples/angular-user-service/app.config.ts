// The providers of the app: the session, and an HttpClient that it signs.
import { provideHttpClient, withInterceptors } from "@angular/common/http";
import type { ApplicationConfig } from "@angular/core";
import { provideSession, sessionInterceptor } from "@sojourn/angular/without-router";
import { session } from "./session.ts";

export const appConfig: ApplicationConfig = {
  providers: [provideSession(session), provideHttpClient(withInterceptors([sessionInterceptor]))],
};
