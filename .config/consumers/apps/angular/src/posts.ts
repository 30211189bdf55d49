import { HttpClient } from "@angular/common/http";
import { Component, inject } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { injectAuth } from "@sojourn/angular";

@Component({
  selector: "app-posts",
  template: `
    <h1>Hello {{ auth.user()?.name }}</h1>
    <ul>
      @for (post of page()?.results; track post.id) {
        <li>{{ post.text }}</li>
      }
    </ul>
    <button (click)="auth.logout()">Log out</button>
  `,
})
export class Posts {
  readonly auth = injectAuth();
  readonly page = toSignal(
    inject(HttpClient).get<{ results: { id: number; text: string }[] }>(
      "http://localhost:5341/api/posts/",
    ),
  );
}
