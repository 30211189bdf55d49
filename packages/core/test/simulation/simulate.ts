// Runs one simulation, or many, and shortens the story of one that fails.
import { type Dice, recordedDice, seededDice, shorten } from "./dice.ts";
import { always, atLast, quiet, stopped } from "./invariants.ts";
import { healStorage } from "./machine.ts";
import { move } from "./moves.ts";
import type { Page } from "./page.ts";
import { logIn } from "./people.ts";
import { describeSetting, rollSetting } from "./setting.ts";
import { goOnline, hide, show, thaw } from "./tabs.ts";
import { createWorld, type MakeSession, type World } from "./world.ts";

/** How many steps a run has. */
const LENGTH = 80;

/** A run in which a rule was broken. */
export interface Failure {
  readonly seed: number;
  readonly rule: string;
  readonly how: string;
  /** The events, shortened, one per line. */
  readonly story: readonly string[];
}

/** The result of one run. */
interface Run {
  readonly failure: Pick<Failure, "rule" | "how"> | null;
  readonly story: readonly string[];
}

/** Runs the simulation of one seed. `null`: every rule held. `isShort`: the story of a failure is shortened. */
export async function simulate(
  seed: number,
  makeSession: MakeSession,
  isShort = true,
): Promise<Failure | null> {
  const dice = seededDice(seed, LENGTH);
  const { failure, story: whole } = await run(dice, makeSession);
  if (!failure) return null;
  if (!isShort) return { seed, ...failure, story: whole };
  const isSame = async (steps: Dice["steps"]): Promise<boolean> =>
    (await run(recordedDice(steps), makeSession)).failure?.rule === failure.rule;
  const steps = await shorten(dice.steps, isSame);
  const { failure: last, story } = await run(recordedDice(steps), makeSession);
  return { seed, ...(last ?? failure), story };
}

/** The failure as a text to read, with how to see it again. */
export function tell({ seed, rule, how, story }: Failure): string {
  const lines = [
    `Broken: ${rule}.`,
    `${how}.`,
    `Seed ${seed}; see it again: pnpm simulate seed ${seed}`,
  ];
  return [...lines, "", ...story.map((line) => `  ${line}`)].join("\n");
}

/** Runs these seeds until one fails. */
export async function simulateAll(
  from: number,
  to: number,
  makeSession: MakeSession,
): Promise<Failure | null> {
  for (let seed = from; seed <= to; seed += 1) {
    const failure = await simulate(seed, makeSession);
    if (failure) return failure;
    // Gives the test runner a turn now and then.
    if (seed % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return null;
}

async function run(dice: Dice, makeSession: MakeSession): Promise<Run> {
  dice.begin();
  const setting = rollSetting(dice);
  const world = createWorld(setting, dice, makeSession);
  const failure = await live(world, dice).catch((error: Error) => ({
    rule: "nothing goes on and on",
    how: error.message,
  }));
  return { failure, story: [describeSetting(setting), ...world.story] };
}

async function live(world: World, dice: Dice): Promise<Run["failure"]> {
  const first = world.open();
  await world.calm();
  if (dice.roll(8) < 7) logIn(first, "alice");
  await world.calm();
  for (let more = dice.roll(4); more > 0; more -= 1) world.open();
  await world.calm();
  let failure = check(world, always);
  while (!failure && dice.begin()) {
    await move(world, dice);
    failure = check(world, always);
  }
  return failure ?? (await finish(world));
}

/** All trouble ends; everything must be well again. */
async function finish(world: World): Promise<Run["failure"]> {
  const { pages, say, clock } = world;
  say("all trouble ends");
  healStorage(world);
  const open = pages.filter(({ isOpen }) => isOpen);
  await world.calm();
  // Without a bell a tab does not hear of others until somebody comes back to it.
  const isDeaf = world.setting.brokenPort === "bell";
  const isCut = open.some((page) => page.isFrozen && world.tasks.count(page.name) > 0);
  const now = world.isCutShort || isDeaf ? always : { ...always, ...quiet };
  let failure = check(world, isCut ? always : now);
  for (const page of open) for (const heal of [thaw, goOnline, show]) heal(page);
  await world.calm();
  failure ??= check(world, now);
  if (failure) return failure;
  await world.pass(6 * 60_000, true);
  // In turns: what the last one finds when somebody comes back, the first one has to find as well.
  // And what a logout owes is paid when somebody comes back.
  const turns = isDeaf || world.jar ? 4 : 0;
  for (let turn = 0; turn < turns; turn += 1) for (const page of open) await comeBack(page);
  failure ??= check(world, atLast);
  if (failure) return failure;
  for (const page of open) page.stop();
  await world.pass(60_000, true);
  return clock.pending > 0 ? check(world, stopped) : null;
}

async function comeBack(page: Page): Promise<void> {
  hide(page);
  show(page);
  await page.world.calm();
}

function check(world: World, rules: typeof always): Run["failure"] {
  const [broken] = world.ledger.broken;
  if (broken) return broken;
  for (const [rule, holds] of Object.entries(rules)) {
    const how = holds(world);
    if (how) return { rule, how };
  }
  return null;
}
