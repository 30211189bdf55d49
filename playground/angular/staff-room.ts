/** The staff room, and what others see who ask for it. */
import { Component, input } from "@angular/core";
import { LostFocus } from "./lost-focus.ts";

/** Its words come from the data of its route. */
@Component({
  selector: "app-staff-card",
  imports: [LostFocus],
  template: `
    <section class="card" aria-labelledby="place">
      <div class="card-head"><h2 id="place" appLostFocus>{{ title() }}</h2></div>
      <p>{{ text() }}</p>
    </section>
  `,
})
export class StaffCard {
  readonly title = input.required<string>();
  readonly text = input.required<string>();
}
