// What replaces JwtHelperService: claims and expiry are signals.
import { DatePipe } from "@angular/common";
import { httpResource } from "@angular/common/http";
import { Component } from "@angular/core";
import { injectAuth } from "@sojourn/angular/without-router";
import type { session } from "./session.ts";

@Component({
  selector: "app-who",
  imports: [DatePipe],
  template: `
    @if (auth.isAuthenticated()) {
      <p>User {{ auth.claims()?.user_id }}, token until {{ auth.expiresAt() | date: "mediumTime" }}</p>
      @if (posts.hasValue()) {
        <p>{{ posts.value().results.length }} posts</p>
      }
    }
  `,
})
export class Who {
  readonly auth = injectAuth<typeof session>();
  readonly posts = httpResource<{ results: readonly { text: string }[] }>(() =>
    this.auth.isAuthenticated() ? "https://api.example.com/api/posts/" : undefined,
  );
}
