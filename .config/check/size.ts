// `pnpm size`: prints the bundle size of each package, minified and brotli-compressed, with dependencies and without peers, and
// its budget. Fails if one is over its budget, or if the README tells another figure.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build } from "rolldown";
import { sourceCondition } from "../build/source-condition.ts";

/** The exports of the Angular binding without idle logout. */
const angular = [
  "provideSession",
  "withLoginRoute",
  "withAppInitializer",
  "injectAuth",
  "injectSession",
  "sessionInterceptor",
  "SessionInterceptor",
  "SKIP_SESSION",
  "requireAuth",
  "requireAnonymous",
];

/** The budgets in bytes: [package, its imports, budget, the words before its figure in the README]. */
const budgets: [name: string, imports: string, bytes: number, told?: string][] = [
  ["core", "*", 32600], // docs/decisions/06-size.md
  ["core", "{ createSession }", 24400, "`createSession` with idle logout"],
  ["core", "{ createSession, cookieMode }", 28350],
  ["core", "{ createSession, vault }", 28300], // the worker is a file of its own: 2,111
  ["core", "{ createCore }", 22400],
  ["axios", "*", 1050, "axios"],
  ["react", "*", 850],
  ["react", "{ SessionProvider, useAuth }", 530, "React (`SessionProvider`, `useAuth`)"],
  [
    "angular",
    "{ provideSession, injectAuth, sessionInterceptor }",
    1340,
    "Angular (`provideSession`, `injectAuth`, the interceptor)",
  ],
  ["angular", `{ ${angular.join(", ")} }`, 1970],
  ["angular", "*", 2110], // with injectIdle: docs/decisions/06-size.md
  ["django", "{ drfJwt }", 990],
  ["django", "{ simpleJwt }", 990, "`simpleJwt`"],
  ["django", "{ slidingJwt }", 990],
  ["django", "{ authToken }", 990],
  ["django", "{ djoser }", 990],
  ["django", "{ djoserJwt }", 1050],
  ["django", "{ knox }", 880],
  ["django", "{ allauthHeadless }", 1800],
  ["django", "{ ninjaJwt }", 850],
  ["django", "{ djRestAuth }", 1000],
  ["django", "{ djRestAuthJwt }", 1450],
  ["django", "{ sessionAuth }", 620],
  ["oauth2", "{ oauth2 }", 1100],
];

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const prose = readme.replaceAll("\n", " ");

let over = 0;
for (const [name, imports, budget, told] of budgets) {
  const label = `@sojourn/${name} ${imports}`.padEnd(32);
  const bytes = await measure(name, imports).catch((error: Error) => error);
  if (typeof bytes !== "number") {
    over += 1;
    console.log(`${label} does not build:\n${stripVTControlCharacters(bytes.message).trim()}`);
    continue;
  }
  const verdict = bytes <= budget ? "ok" : "OVER BUDGET";
  if (bytes > budget) over += 1;
  console.log(`${label}${`${bytes} B`.padStart(8)} of ${budget} B   ${verdict}`);
  const figure = `${told} ${(bytes / 1000).toFixed(1)} kB`;
  if (told === undefined || prose.includes(figure)) continue;
  over += 1;
  console.log(`README.md should say: ${figure}`);
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
    // Like in production builds, which leave out the code for development.
    transform: {
      define: { ngDevMode: "false", ngServerMode: "false", "process.env.NODE_ENV": '"production"' },
    },
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
