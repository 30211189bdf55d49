import { provideHttpClient, withFetch, withInterceptors } from "@angular/common/http";
import { type ApplicationConfig, Component } from "@angular/core";
import { provideRouter, RouterOutlet, type Routes } from "@angular/router";
import {
  provideSession,
  requireAnonymous,
  requireAuth,
  sessionInterceptor,
  withLoginRoute,
} from "@sojourn/angular";
import { Login } from "./login";
import { modeProviders } from "./mode";
import { Posts } from "./posts";
import { session } from "./session";

@Component({ selector: "app-home", template: `<a href="/posts">Posts</a>` })
class Home {}

const routes: Routes = [
  { path: "", pathMatch: "full", component: Home },
  { path: "login", component: Login, canActivate: [requireAnonymous("/posts")] },
  { path: "posts", component: Posts, canActivate: [requireAuth()] },
  { path: "prerendered", component: Posts, canMatch: [requireAuth()] },
  { path: "client", component: Posts, canActivate: [requireAuth()] },
];

@Component({ selector: "app-root", imports: [RouterOutlet], template: "<router-outlet />" })
export class App {}

export const appConfig: ApplicationConfig = {
  providers: [
    ...modeProviders,
    provideSession(session, withLoginRoute("/login")),
    provideHttpClient(withFetch(), withInterceptors([sessionInterceptor])),
    provideRouter(routes),
  ],
};
