/** The heading of a place. It gets the focus where whatever had it is gone. */
import { afterNextRender, Directive, ElementRef, inject } from "@angular/core";

@Directive({ selector: "h2[appPlace]", host: { id: "place", tabindex: "-1" } })
export class PlaceHeading {
  constructor() {
    const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef);
    afterNextRender(() => {
      if (document.activeElement === document.body) nativeElement.focus({ preventScroll: true });
    });
  }
}
