// The service that writes posts: no header any more.
import { HttpClient } from "@angular/common/http";
import { Injectable, inject } from "@angular/core";

@Injectable({ providedIn: "root" })
export class BlogPostService {
  readonly #http = inject(HttpClient);

  create(post: { text: string }) {
    return this.#http.post("/posts/", post);
  }
}
