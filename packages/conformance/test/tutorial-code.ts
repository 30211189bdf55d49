// Runs the code of docs/tutorials.md, pointed at another server.
import * as core from "@sojourn/core";
import * as django from "@sojourn/django";

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
