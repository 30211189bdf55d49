// A bridge for an app with many users of the UserService: the old members, told by the session.
import { Injectable } from "@angular/core";
import { injectAuth } from "@sojourn/angular/without-router";
import type { session } from "./session.ts";

@Injectable({ providedIn: "root" })
export class UserService {
  readonly #auth = injectAuth<typeof session>();

  get username(): string | null {
    return this.#auth.user()?.username ?? null;
  }

  get token_expires(): Date | null {
    const expiresAt = this.#auth.expiresAt();
    return expiresAt === null ? null : new Date(expiresAt);
  }

  get errors(): Readonly<Record<string, readonly string[]>> {
    const { "": rest = [], ...fields } = this.#auth.error()?.fields ?? {};
    return { ...fields, non_field_errors: rest };
  }

  login(user: { username: string; password: string }): void {
    this.#auth.login(user).catch(() => {}); // shown as `errors`
  }

  refreshToken(): void {
    this.#auth.refresh().catch(() => {});
  }

  logout(): void {
    void this.#auth.logout();
  }
}
