// Posts with Angular's resources.
import { httpResource } from "@angular/common/http";
import { Component, resource } from "@angular/core";
import { injectAuth, injectSession } from "@sojourn/angular";

interface Post {
  readonly id: number;
  readonly text: string;
}

@Component({
  selector: "app-posts",
  template: `
    @if (posts.hasValue()) {
      @for (post of posts.value(); track post.id) {
        <p>{{ post.text }}</p>
      }
    } @else if (posts.error()) {
      <p role="alert">The posts cannot be shown. <button (click)="posts.reload()">Again</button></p>
    } @else if (posts.isLoading()) {
      <p>Loading …</p>
    }
    <p>{{ likes.hasValue() ? likes.value().length : "?" }} likes</p>
  `,
})
export class Posts {
  readonly #auth = injectAuth();
  readonly #session = injectSession();

  // For each person anew, and only while somebody is logged in.
  readonly posts = httpResource<Post[]>(() =>
    this.#auth.user() ? "https://api.example.com/api/posts/" : undefined,
  );

  // The same without HttpClient.
  readonly likes = resource({
    params: () => this.#auth.user() ?? undefined,
    loader: async ({ abortSignal }): Promise<number[]> => {
      const response = await this.#session.fetch("likes/", { signal: abortSignal });
      if (!response.ok) throw new Error(`The likes answered ${response.status}`);
      return response.json();
    },
  });
}
