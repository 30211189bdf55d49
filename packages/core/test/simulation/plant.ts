// Plants a bug: a copy of the sources in which one text is replaced by another.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { MakeSession } from "./world.ts";

/** One replacement. */
export interface Bug {
  /** A file below `src`. */
  readonly file: string;
  /** A text that the file contains exactly once. */
  readonly text: string;
  /** The text that replaces it. */
  readonly instead: string;
}

const core = fileURLToPath(new URL("../../", import.meta.url));

/**
 * `createSession` with a bug in it. The copy is JavaScript, because Node runs no TypeScript below node_modules. Throws where
 * the text is not found exactly once: then the sources have moved on, and the bug has to follow them.
 */
export async function plant({ file, text, instead }: Bug): Promise<MakeSession> {
  const name = `${file}-${process.pid}-${text}`.replace(/\W+/g, "-").slice(0, 80);
  const folder = join(core, "node_modules/.cache/sojourn-planted", name);
  for (const path of readdirSync(join(core, "src"), { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const source = readFileSync(join(core, "src", path), "utf8");
    const isPlace = path.replaceAll("\\", "/") === file;
    if (isPlace && source.split(text).length !== 2)
      throw new Error(
        `src/${file} holds "${text}" ${source.split(text).length - 1} times, not once`,
      );
    const planted = isPlace ? source.replace(text, () => instead) : source;
    const target = join(folder, path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    const code = stripTypeScriptTypes(planted).replace(/(from\s*"\.[^"]*)\.ts"/g, '$1.js"');
    writeFileSync(target, code);
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  try {
    const door = await import(pathToFileURL(join(folder, "index.js")).href);
    return Object.assign(door.createSession, { cookieMode: door.cookieMode });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
