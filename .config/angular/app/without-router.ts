/** The app without `@angular/router`, which is not installed here: the session alone decides what is shown. */
import { HttpClient, provideHttpClient, withFetch, withInterceptors } from "@angular/common/http";
import { Component, inject, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import {
  injectAuth,
  injectSession,
  provideSession,
  sessionInterceptor,
  withAppInitializer,
} from "@sojourn/angular/without-router";
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { mode } from "./mode";

const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });

declare module "@sojourn/angular/without-router" {
  interface Register {
    session: typeof session;
  }
}

@Component({
  selector: "app-root",
  template: `
    @if (auth.isAuthenticated()) {
      <p>{{ path() }} as {{ auth.user()?.id }}</p>
      <button (click)="load()">Reload</button>
      <button (click)="session.logout()">Log out</button>
    } @else {
      <button (click)="logIn()">Log in</button>
    }
  `,
})
class App {
  private readonly http = inject(HttpClient);
  readonly auth = injectAuth();
  readonly session = injectSession();
  readonly path = signal("nothing");

  async logIn(): Promise<void> {
    await this.auth.login({ username: "alice", password: "correct horse" });
    this.load();
  }

  load(): void {
    const url = "https://api.example.com/api/posts/";
    this.http.get<{ path: string }>(url).subscribe(({ path }) => this.path.set(path));
  }
}

bootstrapApplication(App, {
  providers: [
    mode,
    provideSession(session, withAppInitializer()),
    provideHttpClient(withFetch(), withInterceptors([sessionInterceptor])),
  ],
}).then(
  (app) => Object.assign(globalThis, { app }),
  (error: unknown) => console.error(error),
);
