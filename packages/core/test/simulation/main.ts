// `pnpm simulate`: the simulation for as long as you like. `pnpm simulate 60` runs for a minute, `pnpm simulate seed 4711` tells
// what happens in one run.
import { createSession } from "@sojourn/core";
import { simulate, tell } from "./simulate.ts";

const [first = "60", second] = process.argv.slice(2);
if (first === "seed") {
  const failure = await simulate(Number(second), createSession);
  console.log(failure ? tell(failure) : "Every rule held.");
} else {
  const started = Date.now();
  let runs = 0;
  const found = new Map<string, number>();
  for (let seed = Number(second ?? started % 1e9); Date.now() - started < Number(first) * 1000; seed += 1) {
    const failure = await simulate(seed, createSession);
    runs += 1;
    if (!failure) continue;
    const count = (found.get(failure.rule) ?? 0) + 1;
    found.set(failure.rule, count);
    if (count <= 1) console.log(`${tell(failure)}\n`);
  }
  console.log(`${runs} runs in ${Date.now() - started} ms`, found);
}
