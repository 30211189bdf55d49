/** The list of posts: reads it, writes a post, deletes one's own. */
import {
  Component,
  computed,
  type ElementRef,
  inject,
  linkedSignal,
  resource,
  signal,
  viewChild,
} from "@angular/core";
import { injectAuth } from "@sojourn/angular";
import { announce } from "../src/dom.ts";
import type { Post } from "../src/posts.ts";
import { sayError } from "../src/posts.ts";
import { LostFocus } from "./lost-focus.ts";
import { PostItem } from "./post-item.ts";
import { PostsService } from "./posts-service.ts";

@Component({
  selector: "app-posts",
  imports: [LostFocus, PostItem],
  template: `
    <section class="card" aria-labelledby="place">
      <div class="card-head">
        <h2 id="place" appLostFocus>Microblog</h2>
        <button type="button" (click)="reload()">Reload posts</button>
      </div>
      <form class="compose" (submit)="write($event)">
        <label for="post-text">Write a post</label>
        <textarea id="post-text" rows="2" maxlength="280" #text></textarea>
        <button type="submit" class="primary">Post</button>
      </form>
      @if (problem() ?? unread(); as text) {
        <p class="problem" role="alert">{{ text }}</p>
      }
      @if (posts.hasValue() && known().length === 0) {
        <p class="empty">No posts yet. Write the first one.</p>
      }
      <ul class="posts" aria-label="Posts">
        @for (post of known(); track post.id) {
          <li appPost [post]="post">
            @if (post.author === auth.user()?.username) {
              <button
                type="button"
                class="quiet"
                [attr.aria-label]="'Delete “' + post.text + '”'"
                (click)="remove(post)"
              >
                Delete
              </button>
            }
          </li>
        }
      </ul>
    </section>
  `,
})
export class Posts {
  readonly auth = injectAuth();
  readonly problem = signal<string | null>(null);
  readonly #api = inject(PostsService);
  private readonly text = viewChild.required<ElementRef<HTMLTextAreaElement>>("text");
  readonly posts = resource({ loader: () => this.#api.list() });
  /** Why they cannot be read. */
  readonly unread = computed(() => {
    const error = this.posts.error();
    return error ? sayError(error) : null;
  });
  /** The posts as they were last read: they stay on the screen while they cannot be read. */
  readonly known = linkedSignal<readonly Post[] | null, readonly Post[]>({
    source: () => (this.posts.hasValue() ? this.posts.value() : null),
    computation: (posts, before) => posts ?? before?.value ?? [],
  });

  reload(): void {
    this.problem.set(null);
    this.posts.reload();
  }

  write(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.text().nativeElement;
    return this.#attempt(async () => {
      const post = await this.#api.write(field.value);
      field.value = "";
      this.posts.set([post, ...this.known()]);
      announce("Posted.");
    });
  }

  remove({ id }: Post): Promise<void> {
    return this.#attempt(async () => {
      await this.#api.remove(id);
      this.posts.set(this.known().filter((post) => post.id !== id));
      announce("Deleted.");
      this.text().nativeElement.focus(); // the button that had the focus is gone
    });
  }

  /** Runs one exchange with the server and shows what went wrong. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    this.problem.set(null);
    await work().catch((error) => this.problem.set(sayError(error)));
  }
}
