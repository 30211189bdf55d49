/** The login page: why the last session ended, and a form where what the server says stands at its field. */
import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  Injector,
  inject,
  signal,
  viewChild,
} from "@angular/core";
import { injectAuth } from "@sojourn/angular";
import { isSessionError, type SessionError } from "@sojourn/core";
import { sayReason } from "../src/history-words.ts";
import { demo } from "../src/server.ts";
import { LostFocus } from "./lost-focus.ts";

@Component({
  selector: "app-login",
  imports: [LostFocus],
  template: `
    <section class="card" aria-labelledby="login-title">
      <div class="card-head"><h2 id="login-title">Log in</h2></div>
      @if (auth.reason(); as reason) {
        <div class="notice"><p id="ended" appLostFocus>{{ sayReason(reason, auth.elsewhere()) }}</p></div>
      }
      <form class="login" novalidate (submit)="logIn($event)" #form>
        @if (problem(); as text) {
          <p class="problem" role="alert">{{ text }}</p>
        }
        @for (field of fields; track field.name) {
          <div class="field">
            <label [for]="field.name">{{ field.label }}</label>
            <input
              [id]="field.name"
              [name]="field.name"
              [type]="field.type"
              [attr.autocomplete]="field.autocomplete"
              [value]="field.value"
              autocapitalize="none"
              spellcheck="false"
              [attr.aria-describedby]="field.name + '-error'"
              [attr.aria-invalid]="complaints()[field.name] ? true : null"
            />
            <p [id]="field.name + '-error'" class="field-error">{{ complaints()[field.name] }}</p>
          </div>
        }
        <button type="submit" class="primary" [disabled]="auth.loggingIn()">Log in</button>
        <p class="muted">
          Also there: {{ others }}. Everybody’s password is <code>{{ password }}</code>.
        </p>
      </form>
    </section>
  `,
})
export class Login {
  readonly auth = injectAuth();
  readonly sayReason = sayReason;
  readonly others = demo.users.slice(1).join(", ");
  readonly password = demo.password;
  readonly fields = [
    {
      name: "username",
      label: "User name",
      type: "text",
      autocomplete: "username",
      value: demo.users[0],
    },
    {
      name: "password",
      label: "Password",
      type: "password",
      autocomplete: "current-password",
      value: demo.password,
    },
  ];
  readonly #error = signal<SessionError | null>(null);
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>("form");
  readonly #injector = inject(Injector);
  /** What the server says, by field. */
  readonly complaints = computed(() => {
    const told = Object.entries(this.#error()?.fields ?? {});
    return Object.fromEntries(told.map(([name, messages]) => [name, messages.join(" ")]));
  });
  /** What it says about no field. */
  readonly problem = computed(() => {
    const { "": general, ...rest } = this.complaints();
    return general ?? (Object.keys(rest).length > 0 ? null : this.#error()?.message);
  });

  async logIn(event: Event): Promise<void> {
    event.preventDefault();
    const given = new FormData(this.form().nativeElement);
    this.#error.set(null);
    try {
      await this.auth.login({
        username: `${given.get("username")}`,
        password: `${given.get("password")}`,
      });
    } catch (error) {
      if (!isSessionError(error)) throw error;
      this.#error.set(error);
      afterNextRender(() => this.#focus(), { injector: this.#injector });
    }
  }

  #focus(): void {
    const find = (what: string) => this.form().nativeElement.querySelector<HTMLElement>(what);
    (find('[aria-invalid="true"]') ?? find("#password"))?.focus();
  }
}
