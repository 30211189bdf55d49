// The component with the login form.
import { DatePipe } from "@angular/common";
import { Component } from "@angular/core";
import { injectAuth } from "@sojourn/angular/without-router";
import { errorText } from "@sojourn/core";
import type { session } from "./session.ts";

@Component({
  selector: "app-root",
  imports: [DatePipe],
  template: `
    @if (auth.user(); as user) {
      <p>You are logged in as {{ user.username }}.</p>
      <p>Token expires: {{ auth.expiresAt() | date: "medium" }}</p>
      <button (click)="refresh()">Refresh token</button>
      <button (click)="auth.logout()">Log out</button>
    } @else if (!auth.isLoading()) {
      <form (submit)="logIn($event, username.value, password.value)">
        <input #username autocomplete="username" aria-label="User name">
        {{ auth.error()?.fields?.["username"] }}
        <input #password autocomplete="current-password" type="password" aria-label="Password">
        {{ auth.error()?.fields?.["password"] }}
        <button [disabled]="auth.loggingIn()">Log in</button>
        @if (auth.error(); as error) {
          <p role="alert">{{ errorText(error) }}</p>
        }
      </form>
    }
  `,
})
export class AppComponent {
  readonly auth = injectAuth<typeof session>();
  readonly errorText = errorText;

  logIn(event: Event, username: string, password: string): void {
    event.preventDefault();
    // error() shows what it rejects with.
    this.auth.login({ username, password }).catch(() => {});
  }

  refresh(): void {
    this.auth.refresh().catch(() => {});
  }
}
