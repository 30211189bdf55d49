import { Component } from "@angular/core";
import { injectAuth } from "@sojourn/angular";
import { errorText } from "@sojourn/core";

@Component({
  selector: "app-login",
  template: `
    <form (submit)="logIn($event, username.value, password.value)">
      <input #username autocomplete="username" aria-label="User name">
      <input #password autocomplete="current-password" type="password" aria-label="Password">
      <button [disabled]="auth.loggingIn()">Log in</button>
      @if (auth.error(); as error) {
        <p role="alert">{{ errorText(error) }}</p>
      }
    </form>
  `,
})
export class Login {
  readonly auth = injectAuth();
  readonly errorText = errorText;

  logIn(event: Event, username: string, password: string): void {
    event.preventDefault();
    // error() shows what it rejects with.
    this.auth.login({ username, password }).catch(() => {});
  }
}
