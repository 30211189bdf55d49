/** A post in a list; what else stands in it is its parent's. */
import { Component, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { dateAndTime } from "../src/clock.ts";
import type { Post } from "../src/posts.ts";

@Component({
  selector: "li[appPost]",
  imports: [RouterLink],
  template: `
    <p class="byline">
      <strong>{{ post().author }}</strong>
      <a [routerLink]="['/posts', post().id]"
        ><time [attr.datetime]="post().created">{{ dateAndTime(post().created) }}</time></a
      >
    </p>
    <p>{{ post().text }}</p>
    <ng-content />
  `,
})
export class PostItem {
  readonly post = input.required<Post>();
  readonly dateAndTime = dateAndTime;
}
