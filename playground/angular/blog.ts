/** The frame around every place that is for people who are logged in: who it is, the way about, and the way out. */
import { Component, computed, inject } from "@angular/core";
import {
  type IsActiveMatchOptions,
  RouterLink,
  RouterLinkActive,
  RouterOutlet,
} from "@angular/router";
import { injectAuth } from "@sojourn/angular";
import { isStaff } from "../src/staff-room.ts";
import { IdleDialog } from "./idle-dialog.ts";
import { STAGE } from "./posts-service.ts";
import { Token } from "./token.ts";

@Component({
  selector: "app-blog",
  imports: [IdleDialog, RouterLink, RouterLinkActive, RouterOutlet, Token],
  template: `
    @if (auth.user(); as user) {
      <section class="card" aria-labelledby="who">
        <div class="card-head">
          <div class="who">
            <h2 id="who">Logged in as {{ user.username }}</h2>
            <p class="muted">{{ user.email }}</p>
          </div>
          <button
            type="button"
            [disabled]="!isRenewable"
            [title]="isRenewable ? '' : 'These tokens are never renewed.'"
            (click)="renew()"
          >
            Renew now
          </button>
          <button type="button" (click)="auth.logout()">Log out</button>
        </div>
        <app-token />
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
  readonly #page = inject(STAGE);
  readonly isRenewable = this.#page.backend.refresh !== undefined;
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
    this.auth.refresh().catch((error) => this.#page.failed("Renew now", error));
  }
}

@Component({
  selector: "app-nothing",
  template: '<p class="card empty">There is nothing here.</p>',
})
export class Nothing {}
