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
import { errorText, isSessionError, type LoginOptions } from "@sojourn/core";
import { providerLogin } from "../src/demo-provider.ts";
import { demo } from "../src/server.ts";
import { Ended } from "./ended.ts";
import { STAGE } from "./posts-service.ts";

interface LoginField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly autocomplete: string;
  readonly inputmode?: string;
  readonly value: string;
}

const credentialFields: LoginField[] = [
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

const codeField: LoginField = {
  name: "code",
  label: "Code of your authenticator app",
  type: "text",
  autocomplete: "one-time-code",
  inputmode: "numeric",
  value: "",
};

@Component({
  selector: "app-login",
  imports: [Ended],
  template: `
    <section class="card" aria-labelledby="login-title">
      <div class="card-head"><h2 id="login-title">Log in</h2></div>
      <app-ended />
      <form class="login" novalidate (submit)="submit($event)" #form>
        @if (problem(); as text) {
          <p class="problem" role="alert">{{ text }}</p>
        }
        @for (field of fields(); track field.name) {
          <div class="field">
            <label [for]="field.name">{{ field.label }}</label>
            <input
              [id]="field.name"
              [name]="field.name"
              [type]="field.type"
              [attr.autocomplete]="field.autocomplete"
              [attr.inputmode]="field.inputmode"
              [value]="field.value"
              autocapitalize="none"
              spellcheck="false"
              [attr.aria-describedby]="field.name + '-error'"
              [attr.aria-invalid]="complaints()[field.name] ? true : null"
            />
            <p [id]="field.name + '-error'" class="field-error">{{ complaints()[field.name] }}</p>
          </div>
        }
        @if (auth.pending()) {
          <div class="buttons">
            <button type="submit" class="primary" [disabled]="auth.loggingIn()">Continue</button>
            <button type="button" (click)="startAgain()">Start again</button>
          </div>
        } @else {
          <label class="check"><input type="checkbox" name="remember" checked /> Remember me</label>
          <div class="buttons">
            <button type="submit" class="primary" [disabled]="auth.loggingIn()">Log in</button>
            @if (logInByProvider) {
              <button type="button" [disabled]="auth.loggingIn()" (click)="attempt(logInElsewhere)">
                Log in with the demo provider
              </button>
            }
          </div>
          <p class="muted">
            Also there: {{ others }}. Everybody’s password is <code>{{ password }}</code>.
          </p>
        }
      </form>
    </section>
  `,
})
export class Login {
  readonly auth = injectAuth();
  readonly #page = inject(STAGE);
  readonly logInByProvider = providerLogin(this.#page);
  readonly others = demo.users.slice(1).join(", ");
  readonly password = demo.password;
  readonly fields = computed(() => (this.auth.pending() ? [codeField] : credentialFields));
  readonly #error = signal<Error | null>(null);
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>("form");
  readonly #injector = inject(Injector);
  /** What the server says, by field. */
  readonly complaints = computed(() => {
    const error = this.#error();
    const told = Object.entries(isSessionError(error) ? error.fields : {});
    return Object.fromEntries(told.map(([name, messages]) => [name, messages.join(" ")]));
  });
  /** What stands at no field. */
  readonly problem = computed(() => {
    const error = this.#error();
    const { "": general, ...rest } = this.complaints();
    const isAboutFields = Object.keys(rest).length > 0;
    return error && (general || !isAboutFields) ? errorText(error) : null;
  });

  readonly logIn = (given: FormData) => {
    const credentials = {
      username: `${given.get("username")}`,
      password: `${given.get("password")}`,
    };
    return this.auth.login(credentials, this.options(given));
  };

  readonly sendCode = (given: FormData) => this.auth.proceed({ code: `${given.get("code")}` });

  readonly logInElsewhere = async (given: FormData) => this.logInByProvider?.(this.options(given));

  private options(given: FormData): LoginOptions {
    return { remember: given.has("remember") };
  }

  submit(event: Event): void {
    event.preventDefault();
    void this.attempt(this.auth.pending() ? this.sendCode : this.logIn);
  }

  /** Runs one way of logging in, and keeps its error for the screen. */
  async attempt(way: (given: FormData) => Promise<unknown>): Promise<void> {
    this.#error.set(null);
    try {
      await way(new FormData(this.form().nativeElement));
    } catch (error) {
      afterNextRender(() => this.#focus(), { injector: this.#injector });
      // With "pending" the login goes on: the form asks for the code now.
      if (isSessionError(error) && error.code === "pending") return;
      this.#error.set(error as Error);
      this.#page.record("The login", error); // for developers
    }
  }

  startAgain(): void {
    location.reload();
  }

  #focus(): void {
    const find = (what: string) => this.form().nativeElement.querySelector<HTMLElement>(what);
    (find('[aria-invalid="true"]') ?? find("#code, #password"))?.focus();
  }
}
