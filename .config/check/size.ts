// `pnpm size`: what each piece costs a page, minified and brotli-compressed, dependencies included and
// peers left out, against its budget. Fails when one is over.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build } from "rolldown";
import { sourceCondition } from "../build/source-condition.ts";

// What the Angular binding has without its share of idle logout.
const angular = [
  ...["provideSession", "withLoginRoute", "withAppInitializer", "injectAuth", "injectSession"],
  ...[
    "sessionInterceptor",
    "SessionInterceptor",
    "SKIP_SESSION",
    "requireAuth",
    "requireAnonymous",
  ],
];

// The budgets in bytes: [package, what is imported from it, budget].
const budgets: [name: string, imports: string, bytes: number][] = [
  ["core", "*", 18500], // docs/decisions/06-size.md
  ["axios", "*", 660],
  ["react", "*", 770],
  ["angular", `{ ${angular.join(", ")} }`, 1540],
  ["angular", "*", 1705], // with injectIdle: docs/decisions/06-size.md
  ["django", "{ drfJwt }", 990],
  ["django", "{ simpleJwt }", 990],
  ["django", "{ slidingJwt }", 990],
  ["django", "{ authToken }", 990],
  ["django", "{ djoser }", 990],
  ["django", "{ djoserJwt }", 1050],
];

let over = 0;
for (const [name, imports, budget] of budgets) {
  const bytes = await measure(name, imports).catch((error: Error) => error);
  const ok = typeof bytes === "number" && bytes <= budget;
  if (!ok) over += 1;
  const label = `@sojourn/${name} ${imports}`.padEnd(32);
  const size = typeof bytes === "number" ? `${bytes} B` : "fails";
  console.log(`${label}${size.padStart(8)} of ${budget} B   ${ok ? "ok" : "OVER BUDGET"}`);
  if (bytes instanceof Error) console.log(stripVTControlCharacters(bytes.message).trim());
}
if (over > 0) process.exitCode = 1;

async function measure(name: string, imports: string): Promise<number> {
  const folder = fileURLToPath(new URL(`../../packages/${name}/`, import.meta.url));
  const manifest = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const peers = Object.keys(manifest.peerDependencies ?? {});
  const entry = `${folder}size-entry.js`;
  const { output } = await build({
    input: entry,
    cwd: folder,
    platform: "browser",
    logLevel: "silent", // "use client" is for other bundlers
    write: false,
    external: (id) => peers.some((peer) => `${id}/`.startsWith(`${peer}/`)),
    resolve: { conditionNames: [sourceCondition, "browser", "import", "default"] },
    // As production builds do, which leave out what is for development.
    transform: { define: { ngDevMode: "false", "process.env.NODE_ENV": '"production"' } },
    output: { format: "esm", minify: true, comments: false },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) => (id === entry ? `export ${imports} from "@sojourn/${name}";` : null),
      },
    ],
  });
  return brotliCompressSync(output[0].code).length;
}
