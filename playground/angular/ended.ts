/** Why the last session ended: a sentence, and what led to it for those who ask. */
import { Component, inject, signal } from "@angular/core";
import { injectAuth } from "@sojourn/angular";
import { reasonText } from "@sojourn/core";
import { timeOfDay } from "../src/clock.ts";
import { type Line, lastLines } from "../src/why.ts";
import { LostFocus } from "./lost-focus.ts";
import { STAGE } from "./posts-service.ts";

@Component({
  selector: "app-ended",
  imports: [LostFocus],
  template: `
    @if (auth.reason(); as reason) {
      <div class="notice">
        <p id="ended" appLostFocus>{{ reasonText(reason) }}</p>
        @if (auth.elsewhere()) {
          <p class="muted">It happened in another tab.</p>
        }
        <details (toggle)="explain()">
          <summary>Why?</summary>
          <ol class="history" aria-label="What led to it">
            @for (line of lines(); track $index) {
              <li>
                <time>{{ timeOfDay(line.at) }}</time>
                <span>
                  {{ line.text }}
                  @if (line.times > 1) {
                    <span class="count">× {{ line.times }}</span>
                  }
                  @if (line.detail) {
                    <span class="detail">{{ line.detail }}</span>
                  }
                </span>
              </li>
            }
          </ol>
        </details>
      </div>
    }
  `,
})
export class Ended {
  readonly auth = injectAuth();
  readonly reasonText = reasonText;
  readonly timeOfDay = timeOfDay;
  readonly lines = signal<readonly Line[]>([]);
  readonly #session = inject(STAGE).session;

  /** Reads the history of the session, when the visitor opens it. */
  explain(): void {
    this.lines.set(lastLines(this.#session.explain()));
  }
}
