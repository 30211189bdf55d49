import { createSession } from "@sojourn/core";
import { simulate, tell } from "./simulate.ts";
// plain seeds; print rule, first lines of the story sans header
for (const s of process.argv.slice(2).map(Number)) { const f = await simulate(s, createSession); console.log(f ? tell(f) : `${s} ok`); console.log(); }
