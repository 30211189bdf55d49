// The backend contract for one kind of server: only the promises that this kind makes are registered, so that none is skipped.
import { type BackendStage, backendCases } from "@sojourn/conformance";

/** A server with a fresh user. */
export type Stage = BackendStage<{ username: string; password: string }, unknown>;

/** Registers the promises. `example` is a stage like those that `make` gives, and is never used. */
export function keepsContract(
  it: (name: string, test: () => Promise<void>) => void,
  example: Stage,
  make: () => Promise<Stage>,
): void {
  for (const { name, applies, run } of backendCases)
    if (applies?.(example as never) ?? true) it(name, async () => run((await make()) as never));
}
