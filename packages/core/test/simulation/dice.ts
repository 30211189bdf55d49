// The source of the choices in a run: a seed, or the record of an earlier run, possibly without some of its steps.
import { createRandom } from "@sojourn/core/testing";

/** The choices of one step, as numbers. */
type Step = readonly number[];

/** Makes choices and remembers them. */
export interface Dice {
  /** Begins a step. `false`: there is none left. */
  begin(): boolean;
  /** A whole number from 0 up to, not including, `sides`. */
  roll(sides: number): number;
  /** All steps so far. */
  readonly steps: readonly Step[];
}

/** Choices out of a seed, for this many steps. */
export function seededDice(seed: number, length: number): Dice {
  const random = createRandom(seed);
  const steps: number[][] = [];
  return {
    steps,
    begin: () => steps.length < length && steps.push([]) > 0,
    roll(sides) {
      const value = Math.floor(random() * sides);
      steps.at(-1)?.push(value);
      return value;
    },
  };
}

/** The choices of a record. A choice that it does not hold is 0. */
export function recordedDice(steps: readonly Step[]): Dice {
  let at = -1;
  let rolled = 0;
  return {
    steps,
    begin() {
      at += 1;
      rolled = 0;
      return at < steps.length;
    },
    roll(sides) {
      const value = steps[at]?.[rolled] ?? 0;
      rolled += 1;
      return value % sides;
    },
  };
}

/** The shortest record found that still fails: steps are left out, long rows first, as long as `fails` says so. */
export async function shorten(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let kept = steps;
  for (let size = kept.length >> 1, isShorter = false; size > 0; ) {
    isShorter = false;
    // The first step is the setting: it stays.
    for (let from = kept.length - size; from > 0; from -= size) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await fails(fewer)) {
        kept = fewer;
        isShorter = true;
      }
    }
    if (size > 1) size >>= 1;
    else if (!isShorter) break;
  }
  return kept;
}
