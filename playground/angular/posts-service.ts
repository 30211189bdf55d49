/** The microblog's API over HttpClient. It knows nothing of tokens. */
import { HttpClient, HttpErrorResponse } from "@angular/common/http";
import { Injectable, InjectionToken, inject } from "@angular/core";
import { isSessionError } from "@sojourn/core";
import { firstValueFrom, type Observable } from "rxjs";
import type { OpenPage } from "../src/open-page.ts";
import { noAnswer, type Post, type PostsApi, Refusal } from "../src/posts.ts";

/** What the page has open. */
export const STAGE = new InjectionToken<OpenPage>("STAGE");

@Injectable({ providedIn: "root" })
export class PostsService implements PostsApi {
  readonly #http = inject(HttpClient);
  readonly #url = new URL(`${inject(STAGE).server.baseUrl}posts/`, document.baseURI).href;

  list(): Promise<readonly Post[]> {
    return answer(this.#http.get<{ results: Post[] }>(this.#url)).then(({ results }) => results);
  }

  read(id: number): Promise<Post> {
    return answer(this.#http.get<Post>(`${this.#url}${id}/`));
  }

  write(text: string): Promise<Post> {
    return answer(this.#http.post<Post>(this.#url, { text }));
  }

  async remove(id: number): Promise<void> {
    await answer(this.#http.delete(`${this.#url}${id}/`));
  }
}

/** What comes of a request. Rejects with an error that `sayError` can read. */
function answer<Body>(request: Observable<Body>): Promise<Body> {
  return firstValueFrom(request).catch((failure: unknown) => {
    if (!(failure instanceof HttpErrorResponse)) throw failure;
    const { status, error } = failure;
    if (isSessionError(error)) throw error;
    throw status === 0 ? noAnswer : new Refusal(status, error);
  });
}
