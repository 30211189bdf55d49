// `pnpm run docs`: writes the API reference, builds the site into `docs/.vitepress/dist`, and fails if a link or a symbol leads nowhere.
//   pnpm docs:dev        serves it and shows each change at once
//   pnpm docs:preview    serves what was built
// A port behind these commands is passed on: pnpm docs:dev --port 5310
import { join } from "node:path";
import { build, createServer, serve } from "vitepress";
import { writeApi } from "./api.ts";
import { countPages, deadLinks } from "./dead-links.ts";

const docs = join(import.meta.dirname, "..");
const site = join(docs, ".vitepress/dist");

const [command = "build", ...words] = process.argv.slice(2);
const port = Number(words[words.indexOf("--port") + 1] ?? 5310);

if (command === "build") await buildSite();
else if (command === "dev") await serveSources();
else if (command === "preview") await serve({ root: docs, port });
else console.error(`There is no "${command}". Write build, dev or preview.`);

async function buildSite(): Promise<void> {
  const start = performance.now();
  if (!(await writeApi())) fail("The API reference has gaps: see the warnings above.");
  await build(docs);
  const dead = deadLinks(site);
  for (const line of dead) console.error(`leads nowhere: ${line}`);
  if (dead.length > 0) fail(`${dead.length} links lead nowhere.`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${countPages(site)} pages in ${seconds} s: docs/.vitepress/dist`);
}

async function serveSources(): Promise<void> {
  await writeApi();
  const server = await createServer(docs, { port, strictPort: true });
  await server.listen();
  server.printUrls();
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
