// A move of a simulation: an event in the world, in one of its pages, or in the app of a page.
import type { Dice } from "./dice.ts";
import type { Page } from "./page.ts";
import type { Trouble } from "./setting.ts";
import type { World } from "./world.ts";

/** One thing that can happen. */
export interface Move {
  readonly weight: number;
  /** Only in runs with this trouble. */
  readonly trouble?: Trouble;
  readonly run: (world: World, dice: Dice) => void | Promise<void>;
}

/** How many tabs are open at most. */
export const most = 5;

/** A move of one of the open pages. */
export function ofPage(
  weight: number,
  run: (page: Page, dice: Dice, world: World) => void | Promise<void>,
  trouble?: Trouble,
): Move {
  return {
    weight,
    ...(trouble && { trouble }),
    run(world, dice) {
      const open = world.pages.filter((page) => page.isOpen);
      const page = open[dice.roll(most) % open.length];
      return page && run(page, dice, world);
    },
  };
}

/** A move of an app that runs: not of a frozen one. */
export function ofApp(
  weight: number,
  run: (page: Page, dice: Dice, world: World) => void,
  trouble?: Trouble,
): Move {
  const awake = (page: Page, dice: Dice, world: World): void => {
    if (!page.isFrozen && page.isStarted) run(page, dice, world);
  };
  return ofPage(weight, awake, trouble);
}
