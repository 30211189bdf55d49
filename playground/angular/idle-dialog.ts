/** The dialog that warns before an idle logout: all it needs is `injectIdle()`. */
import { afterRenderEffect, Component, computed, type ElementRef, viewChild } from "@angular/core";
import { injectIdle } from "@sojourn/angular";
import "../src/idle-dialog.css";

/** Seconds left at which a screen reader speaks again. Every second would be chatter that drowns the page. */
const marks = [10, 30, 60, 120, 300];

@Component({
  selector: "app-idle-dialog",
  template: `
    <dialog
      #dialog
      class="idle-dialog"
      role="alertdialog"
      aria-labelledby="idle-title"
      aria-describedby="idle-text idle-left"
      (cancel)="idle.stay()"
    >
      <!-- Escape cancels: who presses it is there. -->
      <h2 id="idle-title">Are you still there?</h2>
      <p id="idle-text">Nobody has used this page for a while.</p>
      <p aria-hidden="true">
        You will be logged out in <span class="countdown">{{ countdown() }}</span>
      </p>
      <p id="idle-left" class="visually-hidden" aria-live="assertive">
        You will be logged out {{ spoken() }}.
      </p>
      <div class="actions">
        <button type="button" class="primary" (click)="idle.stay()">Stay logged in</button>
        <button type="button" (click)="idle.logout()">Log out now</button>
      </div>
    </dialog>
  `,
  styles: ":host { display: contents }",
})
export class IdleDialog {
  readonly idle = injectIdle();
  readonly #left = computed(() => Math.ceil(this.idle.remaining() / 1000));
  readonly countdown = computed(() => {
    const left = this.#left();
    return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  });
  readonly spoken = computed(() => {
    const mark = marks.find((one) => this.#left() <= one);
    return mark ? `within ${mark} seconds` : "in some minutes";
  });
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>("dialog");

  constructor() {
    afterRenderEffect(() => {
      const { nativeElement } = this.dialog();
      if (this.idle.isWarning()) nativeElement.showModal();
      else nativeElement.close();
    });
  }
}
