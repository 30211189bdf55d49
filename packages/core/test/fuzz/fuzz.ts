// Runs one fuzzed run, or many, and shortens the story of one that fails.
import type { createSession } from "@sojourn/core";
import { type Dice, recordedDice, seededDice, shorten } from "../simulation/dice.ts";
import type { Failure } from "../simulation/simulate.ts";
import { move } from "./moves.ts";
import { always, atLast } from "./rules.ts";
import { createWorld, type World } from "./world.ts";

/** How many steps a run has. */
const LENGTH = 40;

/** How many lines of a story are told: a storm has thousands. */
const MOST_LINES = 80;

const minute = 60_000;

interface Run {
  readonly failure: Pick<Failure, "rule" | "how"> | null;
  readonly story: readonly string[];
}

/** Plays the run of one seed. `null`: every rule held. `isShort`: the story of a failure is shortened. */
export async function fuzz(
  seed: number,
  makeSession: typeof createSession,
  isShort = true,
): Promise<Failure | null> {
  const dice = seededDice(seed, LENGTH);
  const { failure, story } = await run(dice, makeSession);
  if (!failure) return null;
  if (!isShort) return { seed, ...failure, story };
  const isSame = async (steps: Dice["steps"]): Promise<boolean> =>
    (await run(recordedDice(steps), makeSession)).failure?.rule === failure.rule;
  const steps = await shorten(dice.steps, isSame);
  const last = await run(recordedDice(steps), makeSession);
  return { seed, ...(last.failure ?? failure), story: last.story };
}

/** The failure as a text to read, with how to see it again. */
export function tell({ seed, rule, how, story }: Failure): string {
  const lines = [`Broken: ${rule}.`, `${how}.`, `See it again: pnpm fuzz seed ${seed}`, ""];
  const rest = story.length - MOST_LINES;
  const told = story.slice(0, MOST_LINES).map((line) => `  ${line}`);
  return [...lines, ...told, ...(rest > 0 ? [`  … and ${rest} lines more`] : [])].join("\n");
}

async function run(dice: Dice, makeSession: typeof createSession): Promise<Run> {
  const unhandled: unknown[] = [];
  const notice = (error: unknown): void => void unhandled.push(error);
  const { warn } = console;
  // Warnings for developers of such a server are not the subject here.
  console.warn = () => {};
  process.on("unhandledRejection", notice);
  let world: World | undefined;
  try {
    dice.begin();
    world = createWorld(dice, makeSession, unhandled);
    return { failure: await live(world, dice), story: world.story };
  } catch (error) {
    const failure = { rule: "nothing goes on and on, nothing throws", how: `${error}` };
    return { failure, story: world?.story ?? [] };
  } finally {
    for (const page of world?.pages ?? []) page.tab.close();
    console.warn = warn;
    process.off("unhandledRejection", notice);
  }
}

async function live(world: World, dice: Dice): Promise<Run["failure"]> {
  const { pages, clock, server, say } = world;
  await world.pass(0);
  let failure = check(world, always);
  while (!failure && dice.begin()) {
    await move(world, dice);
    failure = check(world, always);
  }
  if (failure) return failure;
  say("the server answers as it should from now on");
  server.calm();
  world.returns.push(clock.elapsed);
  for (const page of pages) {
    page.tab.throttle(0);
    page.tab.goOnline();
    page.start();
  }
  await world.pass(10 * minute);
  failure = check(world, atLast);
  if (failure) return failure;
  for (const page of pages) page.stop();
  await world.pass(minute);
  // Unhandled rejections are reported a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  if (clock.pending > 0)
    return { rule: "no timer is left after stop", how: `${clock.pending} alarms are set` };
  return check(world, always);
}

function check(world: World, rules: typeof always): Run["failure"] {
  for (const [rule, holds] of Object.entries(rules)) {
    const how = holds(world);
    if (how) return { rule, how };
  }
  return null;
}
