import { createSession } from "@sojourn/core";
import { simulate } from "./simulate.ts";
const [from, to] = process.argv.slice(2).map(Number);
for (let s = from; s < to; s++) { process.stdout.write(`${s} `); const t = process.cpuUsage().user; const f = await simulate(s, createSession, false); process.stdout.write(`${((process.cpuUsage().user - t)/1000).toFixed()} ${f?.rule ?? ""}\n`);}
