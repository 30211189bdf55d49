// Everything that can happen next in a simulation, and how often.
import type { Dice } from "./dice.ts";
import { machine } from "./machine.ts";
import type { Move } from "./move.ts";
import { asking, people, using } from "./people.ts";
import { tabs } from "./tabs.ts";
import type { World } from "./world.ts";

const second = 1000;
const minute = 60_000;

const arriving: Move[] = [
  { weight: 30, run: (world) => world.arrive(() => 0) },
  { weight: 30, run: (world, dice) => world.arrive((count) => dice.roll(12) % count) },
];

const passing: Move[] = [
  {
    weight: 8,
    async run(world, dice) {
      const ms = [20, second, 5 * second, 16 * second][dice.roll(4)] ?? 0;
      world.say(`${ms / second} s pass`);
      await world.pass(ms, false);
    },
  },
  {
    weight: 9,
    async run(world, dice) {
      const ms = [0.5, 1, 2, 4, 4, 5, 5, 21][dice.roll(8)] ?? 0;
      world.say(`${ms} min pass, and everything arrives`);
      await world.pass(ms * minute, true);
    },
  },
];

/** Everything that can happen. */
const moves: readonly Move[] = [
  ...arriving,
  ...passing,
  ...asking,
  ...using,
  ...people,
  ...tabs,
  ...machine,
];

/** Makes the next thing happen. */
export async function move(world: World, dice: Dice): Promise<void> {
  const total = moves.reduce((sum, { weight }) => sum + weight * 10, 0);
  let at = dice.roll(total);
  const next = moves.find(({ weight }) => {
    at -= weight * 10;
    return at < 0;
  });
  const { trouble } = next ?? {};
  if (!trouble || world.setting.troubles.has(trouble)) await next?.run(world, dice);
  await world.drain();
}
