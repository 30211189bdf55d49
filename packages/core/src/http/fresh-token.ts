/** The access token of the last login on this page, until the first answer to it: if that is a refusal, the set-up is to blame. */
import type { Challenge } from "../model/backend.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** How long after its login a token counts as fresh, in milliseconds. */
const FRESH = 60_000;

/** Watches the logins of one session. */
export class FreshToken {
  private readonly runtime: Pick<Runtime<unknown>, "getState" | "now">;
  /** That token. `null`: there is none, or it has had an answer. */
  access: string | null = null;

  /** `hasMe`: the backend has a "me" endpoint. Then a login has used its token already, and there is nothing to find out. */
  constructor(runtime: Pick<Runtime<unknown>, "getState" | "now" | "calls">, hasMe: boolean) {
    this.runtime = runtime;
    runtime.calls.on("login", () => {
      const { tokenSet } = runtime.getState().record;
      this.access = hasMe ? null : (tokenSet?.access ?? null);
    });
  }

  /** Whether the server refused a token that it had just issued. It is told once: later answers say nothing about the set-up. */
  isRefused(access: string, status: number, challenge: Challenge | undefined): boolean {
    if (access !== this.access) return false;
    const { tokenSet } = this.runtime.getState().record;
    const isNew = this.runtime.now() < (tokenSet?.arrivedAt ?? 0) + FRESH;
    const isAnswered = challenge !== undefined || status < 400;
    if (isAnswered || !isNew) this.access = null;
    return isNew && challenge === "refused";
  }
}
