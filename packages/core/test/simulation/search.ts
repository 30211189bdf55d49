// What `pnpm simulate` and `pnpm fuzz` have in common: for so long, so many runs, or one of them to look at.

/** How a failure is described. */
interface Broken {
  readonly rule: string;
}

/** How one kind of run is played and described. */
export interface Game<Failure extends Broken> {
  /** `isShort`: the story of a failure is shortened. `null`: every rule held. */
  play(seed: number, isShort: boolean): Promise<Failure | null>;
  tell(failure: Failure): string;
}

/** Obeys the words of the command line: `600` (seconds), `runs 50000`, `runs 50000 from 4711`, `seed 4711`. Default: a minute. */
export async function obey<Failure extends Broken>(
  game: Game<Failure>,
  [first = "60", second, , third]: readonly string[],
): Promise<void> {
  const from = third === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(third);
  if (first === "seed") {
    const failure = await game.play(Number(second), true);
    console.log(failure ? game.tell(failure) : "Every rule held.");
  } else if (first === "runs") await search(game, from, Number(second), Infinity);
  else await search(game, from, Infinity, Number(first) * 1000);
}

/** Tries seed after seed. Tells the first failure of each rule, and the seeds of the others. */
async function search<Failure extends Broken>(
  { play, tell }: Game<Failure>,
  from: number,
  runs: number,
  ms: number,
): Promise<void> {
  const startedAt = Date.now();
  const found = new Map<string, number>();
  let seed = from;
  for (; seed < from + runs && Date.now() < startedAt + ms; seed += 1) {
    const { rule } = (await play(seed, false)) ?? {};
    if (!rule) continue;
    const count = found.get(rule) ?? 0;
    found.set(rule, count + 1);
    const failure = count === 0 ? await play(seed, true) : null;
    console.log(failure ? `${tell(failure)}\n` : `Broken again: ${rule}. Seed ${seed}.\n`);
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const what = `${seed - from} runs (seeds ${from} to ${seed - 1}) in ${seconds} s`;
  console.log(`${what}, ${found.size} rules broken`, Object.fromEntries(found));
  if (found.size > 0) process.exitCode = 1;
}
