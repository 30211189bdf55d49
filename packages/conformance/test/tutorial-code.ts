// The code of docs/tutorials.md, as it stands there, pointed at another server.
import { readFileSync } from "node:fs";
import * as core from "@sojourn/core";
import * as django from "@sojourn/django";

const page = readFileSync(new URL("../../../docs/tutorials.md", import.meta.url), "utf8");

/** The TypeScript of one of the page's sections, block by block. */
export function codeBelow(heading: string): readonly string[] {
  const [, below = ""] = page.split(`\n## ${heading}\n`);
  const [section = ""] = below.split("\n## ");
  return [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
}

/** What an app writes for its server: the statements between the imports and `createSession`. */
export function ownStatements(code: string): readonly string[] {
  return code
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement && !/^import |^const session = /.test(statement));
}

/** The options that a block gives to `createSession`, with the server at `baseUrl`. */
export function optionsOf<Options>(code: string, baseUrl: string): Options {
  const names = { ...core, ...django, createSession: (options: unknown) => options };
  const body = code
    .replaceAll(/^import .*;$/gm, "")
    .replaceAll("https://api.example.com/", baseUrl);
  return new Function(...Object.keys(names), `${body}; return session;`)(
    ...Object.values(names),
  ) as Options;
}
