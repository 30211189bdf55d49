/** A post in a list; what else stands in it is its parent's. */
import { DatePipe } from "@angular/common";
import { Component, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import type { Post } from "../src/posts.ts";

@Component({
  selector: "li[appPost]",
  imports: [DatePipe, RouterLink],
  template: `
    <p class="byline">
      <strong>{{ post().author }}</strong>
      <a [routerLink]="['/posts', post().id]"
        ><time [attr.datetime]="post().created">{{ post().created | date: "medium" }}</time></a
      >
    </p>
    <p>{{ post().text }}</p>
    <ng-content />
  `,
})
export class PostItem {
  readonly post = input.required<Post>();
}
