// `pnpm examples`: compiles every TypeScript example of the README, the docs and the doc comments, like a reader would copy it.
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the playground, which depends on all packages, so that their names resolve.
const folder = join(root, "playground/.examples");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const sources = globSync(
  ["README.md", "docs/**/*.md", "packages/*/README.md", "packages/*/src/**/*.ts"],
  // packages/moving-over and packages/recipes have these pages' examples as files, with what they import, and run them.
  // docs/api is made of doc comments.
  {
    cwd: root,
    exclude: [
      "docs/moving-over/**",
      "docs/recipes/**",
      "docs/ssr/**",
      "docs/api/**",
      "docs/node_modules/**",
    ],
  },
).sort();

const origins = new Map<string, string>();
const withEndings: string[] = [];
for (const source of sources) {
  const isCode = source.endsWith(".ts");
  const text = readFileSync(join(root, source), "utf8");
  const blocks = text.matchAll(
    /^[ \t]*(?:\* )?```(tsx?)( [^\n]*)?\n([\s\S]*?)^[ \t]*(?:\* )?```$/gm,
  );
  for (const { 1: kind, 2: flags = "", 3: body = "", index } of blocks) {
    if (flags.includes("fragment")) continue;
    let code = body;
    if (isCode) code = body.replaceAll(/^[ \t]*\* ?/gm, "");
    const line = text.slice(0, index).split("\n").length;
    // A block that begins "```ts session.ts" is a file that the other examples of its page can import.
    const [, file = `example-${origins.size + 1}.${kind}`] = /^ (\S+\.tsx?)$/.exec(flags) ?? [];
    const page = source.replaceAll(/\W+/g, "-");
    mkdirSync(dirname(join(folder, page, file)), { recursive: true });
    origins.set(`${page}/${file}`, `${source}:${line}`);
    if (!isCode && importsWithEnding(code)) withEndings.push(`${source}:${line}`);
    writeFileSync(join(folder, page, file), `${code}\nexport {};\n`);
  }
}
const config = {
  extends: "../../tsconfig.json",
  compilerOptions: {
    types: [],
    module: "esnext",
    moduleResolution: "bundler", // as in the apps of readers
    noUnusedLocals: false,
    noUnusedParameters: false,
    noEmit: true,
  },
  include: ["**/*.ts", "**/*.tsx"],
};
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));

const { stdout, status } = spawnSync("tsc", ["-p", folder, "--pretty", "false"], {
  cwd: root,
  encoding: "utf8",
  shell: process.platform === "win32",
});
console.log(
  stdout.replaceAll(/[^\s(]*?\.examples\/([\w./-]+\.tsx?)/g, (all, name) => {
    if (!origins.has(name)) return all;
    return `${origins.get(name)} (${name})`;
  }),
);
for (const place of withEndings)
  console.log(`${place} imports a file with its ending, ".ts". Angular CLI and Next refuse that.`);
if (withEndings.length > 0) process.exitCode = 1;
if (status === 0) {
  console.log(`${origins.size} examples compile`);
  rmSync(folder, { recursive: true });
} else {
  console.log(`${origins.size} examples compiled, with errors; see playground/.examples`);
  process.exitCode = 1;
}

/** Whether an example imports another file with `.ts` or `.tsx`. */
function importsWithEnding(code: string): boolean {
  return /(from |import\()"\.{1,2}\/[^"]*\.tsx?"/.test(code);
}
