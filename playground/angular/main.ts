/** The Angular page: opens what the address names, and puts the app on the screen. */
import { provideHttpClient, withFetch, withInterceptors } from "@angular/common/http";
import { type ApplicationRef, provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import { provideSession, sessionInterceptor, withLoginRoute } from "@sojourn/angular";
import { openPage } from "../src/open-page.ts";
import type { AnySession } from "../src/open-session.ts";
import { App } from "./app.ts";
import { onTheWire } from "./on-the-wire.ts";
import { PostsService, STAGE } from "./posts-service.ts";
import { routes } from "./routes.ts";

declare module "@sojourn/angular" {
  interface Register {
    session: AnySession;
  }
}

let app: ApplicationRef | undefined;

const stage = await openPage("angular", {
  posts() {
    if (!app) throw new Error("The app has not started yet.");
    return app.injector.get(PostsService);
  },
});
if (stage)
  app = await bootstrapApplication(App, {
    providers: [
      provideZonelessChangeDetection(),
      provideRouter(routes, withComponentInputBinding()),
      provideSession(stage.session, withLoginRoute("/login")),
      provideHttpClient(withFetch(), withInterceptors([sessionInterceptor, onTheWire])),
      { provide: STAGE, useValue: stage },
    ],
  });
