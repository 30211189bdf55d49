/** Takes the focus where whatever had it is gone: a heading, or what has to be read next. */
import { afterNextRender, Directive, ElementRef, inject } from "@angular/core";

@Directive({ selector: "[appLostFocus]", host: { tabindex: "-1" } })
export class LostFocus {
  constructor() {
    const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef);
    afterNextRender(() => {
      if (document.activeElement === document.body) nativeElement.focus({ preventScroll: true });
    });
  }
}
