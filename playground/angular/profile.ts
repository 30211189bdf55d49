/** The profile: what the session knows about who is logged in. */
import { Component } from "@angular/core";
import { injectAuth } from "@sojourn/angular";
import { LostFocus } from "./lost-focus.ts";

@Component({
  selector: "app-profile",
  imports: [LostFocus],
  template: `
    @if (auth.user(); as user) {
      <section class="card" aria-labelledby="place">
        <div class="card-head"><h2 id="place" appLostFocus>Profile</h2></div>
        <dl class="claims">
          <dt>User name</dt>
          <dd>{{ user.username }}</dd>
          <dt>E-mail</dt>
          <dd>{{ user.email }}</dd>
          <dt>Number</dt>
          <dd>{{ user.id }}</dd>
        </dl>
      </section>
    }
  `,
})
export class Profile {
  readonly auth = injectAuth();
}
