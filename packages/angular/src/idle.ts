/** `injectIdle()`: the warning before an idle logout, and the time that is left. */
import { computed, effect, inject, type Signal, signal } from "@angular/core";
import { BOUND } from "./bound.ts";
import type { AnySession } from "./register.ts";

/** The result of {@link injectIdle}. */
export interface Idle extends Pick<AnySession, "stay" | "logout"> {
  /** Whether the session is about to end because the user is idle. */
  readonly isWarning: Signal<boolean>;
  /** Milliseconds until the logout, updated every second; 0 while there is no warning. */
  readonly remaining: Signal<number>;
}

/**
 * The warning before an idle logout, for a session with the option `idle`. It ticks only during the warning, and outside the
 * zone. Reading it does not count as activity. `stay()` does, and closes the warning in all tabs.
 *
 * Throws Angular's error NG0201 if no session is provided.
 *
 * @example
 * ```ts
 * import { Component } from "@angular/core";
 * import { injectIdle } from "@sojourn/angular";
 *
 * @Component({
 *   selector: "app-still-here",
 *   template: `
 *     @if (idle.isWarning()) {
 *       <button (click)="idle.stay()">Stay logged in ({{ idle.remaining() / 1000 }} s)</button>
 *     }
 *   `,
 * })
 * export class StillHere {
 *   readonly idle = injectIdle();
 * }
 * ```
 */
export function injectIdle(): Idle {
  const { auth, outside, session } = inject(BOUND);
  const { stay, logout } = session;
  const ticks = signal(0);
  effect((onCleanup) => {
    if (!auth.idle()) return;
    const timer = outside(setInterval)(() => ticks.set(Date.now()), 1000);
    onCleanup(() => clearInterval(timer));
  });
  const remaining = computed(() => {
    ticks();
    const idle = auth.idle();
    if (!idle) return 0;
    return Math.max(0, idle.endsAt - Date.now());
  });
  return { isWarning: computed(() => auth.idle() !== null), remaining, stay, logout };
}
