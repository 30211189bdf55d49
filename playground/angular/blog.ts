/** The frame around every place that is for people who are logged in: who it is, the way about, and the way out. */
import { DatePipe } from "@angular/common";
import { Component, computed } from "@angular/core";
import {
  type IsActiveMatchOptions,
  RouterLink,
  RouterLinkActive,
  RouterOutlet,
} from "@angular/router";
import { injectAuth } from "@sojourn/angular";
import { isStaff } from "../src/staff-room.ts";
import { IdleDialog } from "./idle-dialog.ts";

@Component({
  selector: "app-blog",
  imports: [DatePipe, IdleDialog, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    @if (auth.user(); as user) {
      <section class="card" aria-labelledby="who">
        <div class="card-head">
          <div class="who">
            <h2 id="who">Logged in as {{ user.username }}</h2>
            <p class="muted">{{ user.email }}</p>
          </div>
          @if (auth.claims()) {
            <button type="button" (click)="renew()">Renew now</button>
          }
          <button type="button" (click)="auth.logout()">Log out</button>
        </div>
        <p class="flags">
          <span class="flag good">authenticated</span>
          @if (auth.refreshing()) {
            <span class="flag">refreshing</span>
          }
          @if (auth.offline()) {
            <span class="flag warn">offline</span>
          }
        </p>
        <p class="muted">
          @if (auth.expiresAt(); as expiresAt) {
            The token expires at {{ expiresAt | date: "HH:mm:ss" }}.
          } @else {
            This token is opaque: it does not say when it expires.
          }
        </p>
      </section>
      <nav class="switch" aria-label="Microblog">
        @for (place of places(); track place.path) {
          <a
            [routerLink]="place.path"
            routerLinkActive
            [routerLinkActiveOptions]="samePath"
            ariaCurrentWhenActive="page"
            >{{ place.name }}</a
          >
        }
      </nav>
      <router-outlet />
      <app-idle-dialog />
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    router-outlet {
      display: none;
    }
  `,
})
export class Blog {
  readonly auth = injectAuth();
  readonly samePath: IsActiveMatchOptions = {
    paths: "exact",
    queryParams: "ignored",
    fragment: "ignored",
    matrixParams: "ignored",
  };
  readonly places = computed(() => {
    const user = this.auth.user();
    const places = [
      { path: "/posts", name: "Posts" },
      { path: "/profile", name: "Profile" },
    ];
    if (user && isStaff(user)) places.push({ path: "/staff", name: "Staff room" });
    return places;
  });

  renew(): void {
    // The timeline tells how it ended.
    this.auth.refresh().catch(() => {});
  }
}

@Component({
  selector: "app-nothing",
  template: '<p class="card empty">There is nothing here.</p>',
})
export class Nothing {}
