// `pnpm bench`: what Sojourn costs beside its peers. `pnpm bench requests idle`: some of the parts. Prints Markdown.
// Not part of the tests: it measures time. docs/performance.md says how.
import { bench } from "../packages/bench/src/index.ts";
import { fromSources } from "./build/source-condition.ts";
import { needChromium } from "./programs/chromium.ts";

const parts = process.argv.slice(2).filter((word) => word !== "--");
await bench(parts, { chromium: await needChromium(), fromSources });
