// The routes. Guards decide in the browser.
import { Component } from "@angular/core";
import type { Routes } from "@angular/router";
import { injectAuth, requireAnonymous, requireAuth } from "@sojourn/angular";

@Component({
  selector: "app-home",
  template: `
    <h1>Welcome</h1>
    @if (auth.isAuthenticated()) {
      <a href="/posts">Your posts</a>
    } @else if (!auth.isLoading()) {
      <a href="/login">Log in</a>
    }
  `,
})
export class Home {
  readonly auth = injectAuth();
}

@Component({ selector: "app-posts", template: "<h1>Your posts</h1>" })
export class Posts {}

@Component({ selector: "app-login", template: "<h1>Log in</h1>" })
export class Login {}

export const routes: Routes = [
  { path: "", component: Home },
  { path: "login", component: Login, canActivate: [requireAnonymous("/posts")] },
  { path: "posts", component: Posts, canActivate: [requireAuth()] },
];
