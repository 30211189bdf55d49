/** A mode: what stands around the parts of a session that keeps its tokens in another way than in its record. Cookie mode is one. */
import type { transition } from "../machine/transition.ts";
import type { Access } from "./access.ts";
import type { Effects, EffectsContext } from "./effects.ts";
import type { Loop } from "./loop.ts";

/** The access to tokens that callers see. */
export type TokenAccess<User> = Pick<
  Access<User>,
  "currentNow" | "claim" | "current" | "getToken" | "refresh"
>;

/** What a mode puts around the parts of a runtime. Each function gets the part as it is without the mode. */
export interface RuntimeMode<User> {
  /** The state machine, with the decisions of the mode around it. */
  readonly transition: typeof transition;
  effects(own: Effects<User>, context: EffectsContext<User>): Effects<User>;
  access(own: TokenAccess<User>, loop: Loop<User>): TokenAccess<User>;
}
