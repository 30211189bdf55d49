// `pnpm simulate`: the simulation for as long as you like, and one run to look at.
//   pnpm simulate 600         for ten minutes (default: one), with seeds that nobody tried before
//   pnpm simulate seed 4711   what happens in the run of this seed
import { createSession } from "@sojourn/core";
import { simulate, tell } from "./simulate.ts";

const [first = "60", second] = process.argv.slice(2);
if (first === "seed") {
  const failure = await simulate(Number(second), createSession);
  console.log(failure ? tell(failure) : "Every rule held.");
} else await search(Number(first) * 1000);

async function search(ms: number): Promise<void> {
  const startedAt = Date.now();
  const found = new Map<string, number>();
  let seed = startedAt;
  for (; Date.now() < startedAt + ms; seed += 1) {
    const { rule } = (await simulate(seed, createSession, false)) ?? {};
    if (!rule) continue;
    const count = found.get(rule) ?? 0;
    found.set(rule, count + 1);
    const failure = count === 0 && (await simulate(seed, createSession));
    if (failure) console.log(`${tell(failure)}\n`);
  }
  console.log(`${seed - startedAt} runs, ${found.size} rules broken`, Object.fromEntries(found));
  if (found.size > 0) process.exitCode = 1;
}
