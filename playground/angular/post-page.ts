/** One post, at an address of its own. */
import { Component, inject, input, numberAttribute, resource } from "@angular/core";
import { RouterLink } from "@angular/router";
import { sayError } from "../src/posts.ts";
import { LostFocus } from "./lost-focus.ts";
import { PostItem } from "./post-item.ts";
import { PostsService } from "./posts-service.ts";

@Component({
  selector: "app-post-page",
  imports: [LostFocus, PostItem, RouterLink],
  template: `
    <section class="card" aria-labelledby="place">
      <div class="card-head">
        <h2 id="place" appLostFocus>Post {{ id() }}</h2>
        <a routerLink="/posts">All posts</a>
      </div>
      @if (post.hasValue()) {
        <ul class="posts">
          <li appPost [post]="post.value()"></li>
        </ul>
      } @else if (post.error(); as error) {
        <p class="problem" role="alert">{{ sayError(error) }}</p>
      } @else {
        <p class="empty">One moment …</p>
      }
    </section>
  `,
})
export class PostPage {
  /** Out of the address. */
  readonly id = input.required({ transform: numberAttribute });
  readonly sayError = sayError;
  readonly #api = inject(PostsService);
  readonly post = resource({
    params: () => this.id(),
    loader: ({ params: id }) => this.#api.read(id),
  });
}
