// How the fuzz chooses: mostly what is sane, now and then what nobody would expect.
import type { Dice } from "../simulation/dice.ts";

/** One of these. */
export function pick<Value>(dice: Dice, values: readonly Value[]): Value {
  return values[dice.roll(values.length)] as Value;
}

/** The sane value; one time in `times` an odd one. A record that is shortened goes to the sane one. */
export function seldom<Value>(
  dice: Dice,
  times: number,
  sane: Value,
  odd: readonly Value[],
): Value {
  return dice.roll(times) === times - 1 ? pick(dice, odd) : sane;
}
