// `pnpm simulate`: the simulation for as long as you like, and one run to look at.
//   pnpm simulate 600          for ten minutes (default: one), with new seeds
//   pnpm simulate runs 50000   so many of them, or those from a seed on: pnpm simulate runs 50000 from 4711
//   pnpm simulate seed 4711    what happens in the run of this seed
import { createSession } from "@sojourn/core";
import { obey } from "./search.ts";
import { simulate, tell } from "./simulate.ts";

const play = (seed: number, isShort: boolean) => simulate(seed, createSession, isShort);
await obey({ play, tell }, process.argv.slice(2));
