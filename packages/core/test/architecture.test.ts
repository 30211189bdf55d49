// Checks the house rules: allowed imports, words that pure folders must not contain, and the form of a file.
// docs/architecture.md describes the rooms. A room is a folder.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** A folder below packages/core/src; `entry`: the files beside the folders, which users import. */
interface Room {
  /** The rooms its files may import. Its own is closed too unless it is named. */
  imports: string[];
  /** Packages that one of its files may import. */
  packages?: Record<string, string[]>;
  /** Knows no clock, no chance and no browser. tsconfig.pure.json lists it too. */
  pure?: true;
}

const rooms: Record<string, Room> = {
  model: { imports: ["model"], packages: { "claims.ts": ["jwt-decode"] }, pure: true },
  machine: { imports: ["model", "machine"], pure: true },
  runtime: { imports: ["model", "machine", "runtime"] },
  http: { imports: ["model", "machine", "runtime", "http"] },
  cookies: { imports: ["model", "machine", "runtime", "http", "cookies"] },
  vault: { imports: ["model", "machine", "runtime", "http", "cookies", "browser", "vault"] },
  browser: { imports: ["model", "browser"] },
  contract: { imports: ["model", "entry", "contract"] },
  testing: { imports: ["model", "entry", "contract", "testing"] },
  entry: {
    imports: ["model", "machine", "runtime", "http", "cookies", "vault", "browser", "entry"],
  },
};

const publicNames =
  /^@sojourn\/(core|core\/contract|core\/testing|core\/vault-worker|django|axios|react|react\/testing|angular|angular\/testing|angular\/without-router|msw|oauth2|conformance)$/;
const impure =
  /(?<![\w.$])(Date|Math\.random|crypto|performance|window|document|setTimeout|setInterval|localStorage|sessionStorage)\b(?!\??:)|(?<![\w.$]|^\s*)fetch\(/gm;
const maxLines = 300;

const packages = fileURLToPath(new URL("../../", import.meta.url));
const sources = readdirSync(packages).flatMap((name) => filesIn(`${name}/src`));
const tests = readdirSync(packages).flatMap((name) => filesIn(`${name}/test`));
const core = sources.filter((file) => file.startsWith("core/src/"));

it("gives every file of core a room", () => {
  const hint = "move it into one of the folders";
  const homeless = core.filter((file) => !roomOf(file));
  expect(homeless.map((file) => `packages/${file} has no room: ${hint}`)).toEqual([]);
});

it("keeps the rooms of core apart", () => {
  const trespasses = core.filter(roomOf).flatMap((file) => {
    const room = rooms[roomOf(file)];
    return importsOf(file)
      .filter((name) =>
        isRelative(name)
          ? !room?.imports.includes(roomOf(targetOf(file, name)))
          : !room?.packages?.[basename(file)]?.includes(name),
      )
      .map((name) => `${file} (${roomOf(file)}) imports ${name}; may: ${room?.imports.join(", ")}`);
  });
  expect(trespasses).toEqual([]);
});

it("keeps clock, chance and browser out of the pure rooms", () => {
  const pure = core.filter((file) => rooms[roomOf(file)]?.pure);
  const mentions = pure.flatMap((file) =>
    (withoutStrings(codeOf(file)).match(impure) ?? []).map((word) => `${file} mentions ${word}`),
  );
  expect(mentions).toEqual([]);

  const config = textOf("core/tsconfig.pure.json").match(/(?<="src\/)[^"]+/g);
  const listed = Object.keys(rooms).filter((name) => rooms[name]?.pure);
  expect(config?.sort(), "tsconfig.pure.json lists the pure rooms").toEqual(listed.sort());
});

it("lets packages meet at their doors only", () => {
  const burglaries = [...sources, ...tests].flatMap((file) => {
    const home = file.slice(0, file.indexOf("/") + 1);
    return importsOf(file)
      .filter((name) =>
        isRelative(name)
          ? !targetOf(file, name).startsWith(home)
          : name.startsWith("@sojourn/") && !publicNames.test(name),
      )
      .map((name) => `${file} imports ${name}`);
  });
  expect(burglaries).toEqual([]);
});

it("keeps the top level short", () => {
  const allowed = ["docs", "node_modules", "packages", "playground"];
  const files = ["LICENSE", "README.md", "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
  const others = readdirSync(`${packages}..`).filter((name) => !name.startsWith("."));
  // `pnpm tarballs` makes a folder that Git ignores.
  expect(others.filter((name) => name !== "tarballs").sort()).toEqual(
    [...files, ...allowed, "tsconfig.json"].sort(),
  );
});

it("has small files that say what they are for", () => {
  const faults = sources.flatMap((file) => {
    const text = textOf(file);
    const lines = text.trimEnd().split("\n").length;
    return [
      /^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file)) ? "" : "is not kebab-case",
      /^("use client";\n)?\/[/*]/.test(text)
        ? ""
        : "does not open with a comment saying what it is for",
      lines <= maxLines ? "" : `has ${lines} lines: past ${maxLines}, look for the second idea`,
    ].flatMap((fault) => (fault ? [`${file} ${fault}`] : []));
  });
  expect(faults).toEqual([]);
});

it("has no private names (#name): the oldest browsers of the README lack them, and they cost a helper each time", () => {
  const found = core.filter((file) =>
    /(?<![\w"'`&])#[a-z]\w*\s*[(=:;.]|\.#[a-z]/.test(withoutStrings(codeOf(file))),
  );
  expect(found).toEqual([]);
});

function roomOf(file: string): string {
  const path = file.slice("core/src/".length);
  const [folder = "", ...rest] = path.split("/");
  if (rest.length === 0) return "entry";
  return folder in rooms ? folder : "";
}

function filesIn(folder: string): string[] {
  try {
    const all = readdirSync(join(packages, folder), { recursive: true, encoding: "utf8" });
    return all.filter((path) => path.endsWith(".ts")).map((path) => `${folder}/${slashes(path)}`);
  } catch {
    return []; // a package without tests
  }
}

function importsOf(file: string): string[] {
  const specifier = /\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g;
  return [...codeOf(file).matchAll(specifier)].map((match) => match[1] as string);
}

function isRelative(name: string): boolean {
  return name.startsWith(".");
}

function targetOf(file: string, name: string): string {
  return slashes(join(file, "..", name));
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}

function textOf(file: string): string {
  return readFileSync(join(packages, file), "utf8");
}

/** The text of a file without its comments. */
function codeOf(file: string): string {
  const commentOrString =
    /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return textOf(file).replace(commentOrString, (found) => (found.startsWith("/") ? "" : found));
}

function withoutStrings(code: string): string {
  return code.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""');
}
