import { createSession } from "@sojourn/core";
import { simulate, tell } from "./simulate.ts";
const t0 = process.cpuUsage(); const found = new Map<string, number[]>(); const slow: number[][] = [];
const [from, to] = process.argv.slice(2).map(Number);
for (let s = from; s < to; s++) { const t = process.cpuUsage().user; const f = await simulate(s, createSession, false); slow.push([process.cpuUsage().user - t, s]); if (f) { found.set(f.rule, [...(found.get(f.rule) ?? []), s]); } }
const u = process.cpuUsage(t0); slow.sort((a, b) => b[0] - a[0]);
console.log("cpu ms per run", (u.user + u.system) / 1000 / (to - from), slow.slice(0, 5).join(" "), "median", slow[slow.length >> 1]);
for (const [r, l] of found) console.log(r, l.length, l.slice(0, 8).join(" "));
