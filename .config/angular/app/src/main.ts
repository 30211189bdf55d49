/** A small app that uses everything the package offers, compiled ahead of time with strict templates. */
import {
  HTTP_INTERCEPTORS,
  HttpClient,
  HttpContext,
  provideHttpClient,
  withFetch,
  withInterceptors,
  withInterceptorsFromDi,
} from "@angular/common/http";
import { Component, inject, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, RouterOutlet } from "@angular/router";
import {
  injectAuth,
  injectSession,
  provideSession,
  requireAnonymous,
  requireAuth,
  SessionInterceptor,
  SKIP_SESSION,
  sessionInterceptor,
  withAppInitializer,
  withLoginRoute,
} from "@sojourn/angular";
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { mode } from "./mode";

const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });

declare module "@sojourn/angular" {
  interface Register {
    session: typeof session;
  }
}

@Component({
  selector: "app-login",
  template: `<button (click)="logIn()">Log in</button>`,
})
class Login {
  private readonly auth = injectAuth();

  logIn(): void {
    void this.auth.login({ username: "alice", password: "correct horse" });
  }
}

@Component({
  selector: "app-posts",
  template: `
    <p>{{ path() }} as {{ auth.user()?.id }}, public {{ open() }}</p>
    <button (click)="load()">Reload</button>
    <button (click)="session.logout()">Log out</button>
  `,
})
class Posts {
  private readonly http = inject(HttpClient);
  readonly auth = injectAuth();
  readonly session = injectSession();
  readonly path = signal("nothing");
  readonly open = signal(0);

  constructor() {
    this.load();
  }

  load(): void {
    const url = "https://api.example.com/api/posts/";
    this.http.get<{ path: string }>(url).subscribe(({ path }) => this.path.set(path));
    const context = new HttpContext().set(SKIP_SESSION, true);
    this.http.get(url, { context }).subscribe({ error: ({ status }) => this.open.set(status) });
  }
}

@Component({ selector: "app-root", imports: [RouterOutlet], template: "<router-outlet />" })
class App {}

bootstrapApplication(App, {
  providers: [
    mode,
    provideSession(session, withLoginRoute("/login"), withAppInitializer()),
    provideHttpClient(
      withFetch(),
      withInterceptors([sessionInterceptor]),
      withInterceptorsFromDi(),
    ),
    { provide: HTTP_INTERCEPTORS, useClass: SessionInterceptor, multi: true },
    provideRouter([
      { path: "login", component: Login, canActivate: [requireAnonymous()] },
      { path: "", component: Posts, canMatch: [requireAuth()] },
    ]),
  ],
}).then(
  (app) => Object.assign(globalThis, { app }),
  (error: unknown) => console.error(error),
);
