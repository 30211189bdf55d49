// `pnpm consumers`: uses the packages as our users do. Packs them, makes a fresh app for each consumer in a temporary folder, installs it
// with npm, builds and serves it, and plays one story with it in a real Chromium. Writes docs/consumers.md. Not in the gate: it takes
// minutes, and its result depends on what npm serves.
//   pnpm consumers                         all consumers
//   pnpm consumers vite-react-19 next      some of them
// SOJOURN_WEB_PORT: the port of the apps (default: 5340). The API has the next one.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { root } from "../build/packages.ts";
import { findChromium } from "../programs/chromium.ts";
import { allConsumers } from "./all.ts";
import { startApi } from "./api.ts";
import type { Consumer, Result } from "./consumer.ts";
import { rowOf, writeRow } from "./report.ts";
import { pathWith, type Served, serveCommand, serveFolder } from "./serve.ts";
import { playStory } from "./story.ts";

const webPort = Number(process.env.SOJOURN_WEB_PORT ?? 5340);
const apiPort = webPort + 1;
const web = `http://localhost:${webPort}`;
/** The API as the apps name it. */
const API = "http://localhost:5341/";

const named = process.argv.slice(2).filter((word) => word !== "--");
const unknown = named.filter((name) => !allConsumers.some((one) => one.name === name));
if (unknown.length > 0) throw new Error(`No such consumer: ${unknown.join(", ")}`);
const wanted = allConsumers.filter(({ name }) => named.length === 0 || named.includes(name));

const api = await startApi(apiPort);
const executablePath = findChromium();
const args = process.getuid?.() === 0 ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"];
const browser = await chromium.launch({ args, ...(executablePath && { executablePath }) });
const scratch = mkdtempSync(join(tmpdir(), "sojourn-consumers-"));
try {
  const tarballs = pack(new Set(wanted.flatMap(({ ours }) => ours)));
  for (const consumer of wanted) {
    const row = await tryOut(consumer, tarballs, browser);
    if (row) writeRow(consumer.name, row, allConsumers);
  }
} finally {
  await browser.close();
  api.close();
  rmSync(scratch, { recursive: true, force: true });
}

/** Builds and packs our packages. Returns the path of each tarball by the name of its package. */
function pack(names: ReadonlySet<string>): ReadonlyMap<string, string> {
  run("node .config/build/build.ts", root);
  const packed = [...names].map((name) => {
    const tarball = join(scratch, `${name}.tgz`);
    // Not npm: only pnpm applies publishConfig.
    run(`pnpm --config.ignore-scripts=true pack --out ${tarball}`, join(root, "packages", name));
    return [name, tarball] as const;
  });
  return new Map(packed);
}

/** Tries one consumer. Returns its row; `null`, and tells why, if it failed. */
async function tryOut(
  consumer: Consumer,
  tarballs: ReadonlyMap<string, string>,
  browser: Browser,
): Promise<string | null> {
  const folder = join(scratch, consumer.name);
  try {
    const row = rowOf(await use(consumer, folder, tarballs, browser));
    console.log(`ok     ${row}`);
    return row;
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED ${consumer.name}: ${error instanceof Error ? error.message : error}`);
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function use(
  consumer: Consumer,
  folder: string,
  tarballs: ReadonlyMap<string, string>,
  browser: Browser,
): Promise<Result> {
  writeApp(consumer, folder, tarballs);
  const flags = "--no-audit --no-fund --loglevel=error";
  const installSeconds = run(`npm install ${flags}`, folder);
  const buildSeconds = consumer.build ? run(consumer.build, folder) : null;
  const served = await serve(consumer, folder);
  try {
    const { bytes, brotliBytes } = await playStory(browser, web);
    const openPage = async () => (await browser.newContext()).newPage();
    const checked = (await consumer.also?.({ web, folder, output: served.output, openPage })) ?? [];
    const versions = consumer.shows.map((name) => `${name} ${versionOf(name, folder)}`).join(", ");
    const sizes = { bytes, brotliBytes };
    return { name: consumer.name, versions, installSeconds, buildSeconds, ...sizes, checked };
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${message}\n${served.output().slice(-3000)}`);
  } finally {
    await served.stop();
  }
}

/** Writes the app's files and its package.json. */
function writeApp(
  { apps, files = {}, ours, packages }: Consumer,
  folder: string,
  tarballs: ReadonlyMap<string, string>,
): void {
  mkdirSync(folder, { recursive: true });
  for (const app of apps)
    cpSync(join(import.meta.dirname, "apps", app), folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replaceAll(API, `http://localhost:${apiPort}/`));
  }
  const own = ours.map((name) => [`@sojourn/${name}`, `file:${tarballs.get(name)}`]);
  const dependencies = { ...packages, ...Object.fromEntries(own) };
  const manifest = { name: "consumer", private: true, type: "module", dependencies };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
}

function serve({ serve }: Consumer, folder: string): Promise<Served> {
  if ("folder" in serve) return serveFolder(join(folder, serve.folder), webPort);
  return serveCommand(serve.command, folder, webPort);
}

/** Runs a command, and returns how many seconds it took. Throws what it printed if it fails. */
function run(command: string, cwd: string): number {
  const began = Date.now();
  const env = { ...process.env, PATH: pathWith(cwd), CI: "true", NG_CLI_ANALYTICS: "false" };
  const { status, stdout, stderr } = spawnSync(command, {
    cwd,
    env,
    shell: true,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${command}\n${`${stdout}${stderr}`.slice(-6000)}`);
  return (Date.now() - began) / 1000;
}

function versionOf(name: string, folder: string): string {
  const manifest = join(folder, "node_modules", name, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
