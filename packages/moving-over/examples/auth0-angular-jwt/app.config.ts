// What replaces JwtModule.forRoot, the tokenGetter and both lists of addresses.
import { provideHttpClient, withInterceptors } from "@angular/common/http";
import type { ApplicationConfig } from "@angular/core";
import { provideSession, sessionInterceptor } from "@sojourn/angular/without-router";
import { session } from "./session.ts";

export const appConfig: ApplicationConfig = {
  providers: [provideSession(session), provideHttpClient(withInterceptors([sessionInterceptor]))],
};
