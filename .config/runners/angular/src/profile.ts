// A component of the app that is tested.
import { ChangeDetectionStrategy, Component } from "@angular/core";
import { injectAuth } from "@sojourn/angular";

@Component({
  selector: "app-profile",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (auth.isAuthenticated()) {
      Hello {{ id() }}
    } @else {
      Please log in. {{ auth.reason() }}
    }
  `,
})
export class Profile {
  protected readonly auth = injectAuth();
  protected readonly id = () => (this.auth.user() as { id: string } | null)?.id;
}
