// `pnpm fuzz`: random descriptions, claims, answers and clocks in two tabs.
//   pnpm fuzz 600          for ten minutes (default: one), with seeds that nobody tried before
//   pnpm fuzz runs 50000   so many of them, or those from a seed on: pnpm fuzz runs 50000 from 4711
//   pnpm fuzz seed 4711    what happens in the run of this seed
import { createSession } from "@sojourn/core";
import { obey } from "../simulation/search.ts";
import { fuzz, tell } from "./fuzz.ts";

const play = (seed: number, isShort: boolean) => fuzz(seed, createSession, isShort);
await obey({ play, tell }, process.argv.slice(2));
