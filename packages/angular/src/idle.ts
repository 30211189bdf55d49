/** `injectIdle()`: the warning before somebody is logged out for want of activity, and how soon. */
import { computed, effect, inject, type Signal, signal } from "@angular/core";
import { BOUND } from "./bound.ts";
import type { AnySession } from "./register.ts";

/** What {@link injectIdle} gives. */
export interface Idle extends Pick<AnySession, "stay" | "logout"> {
  /** Nobody did anything for so long that the session is about to end. */
  readonly isWarning: Signal<boolean>;
  /** Milliseconds until then, told anew each second; 0 while there is no warning. */
  readonly remaining: Signal<number>;
}

/**
 * The warning before somebody is logged out for want of activity, for a session with the option `idle`. It ticks only during
 * the warning, and outside the zone. Reading it is no activity: `stay()` ends the warning in every tab.
 *
 * Throws Angular's NG0201 where no session is provided.
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
    const ticking = outside(setInterval)(() => ticks.set(Date.now()), 1000);
    onCleanup(() => clearInterval(ticking));
  });
  const remaining = computed(() => {
    ticks();
    const idle = auth.idle();
    return idle ? Math.max(0, idle.endsAt - Date.now()) : 0;
  });
  return { isWarning: computed(() => !!auth.idle()), remaining, stay, logout };
}
