// docs/options.md lists every option with its default and its unit, as the code has them.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkOptions } from "../src/check-options.ts";

const textOf = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

interface Row {
  readonly name: string;
  readonly byDefault: string;
  readonly unit: string;
}

const rows: Row[] = [
  ...textOf("docs/options.md").matchAll(/^\| `([^`]+)` \| ([^|]*) \| ([^|]*)\| /gm),
].map(([, name = "", byDefault = "", unit = ""]) => ({ name, byDefault, unit: unit.trim() }));

/** The members of an interface of options.ts, as their comments tell them. */
function optionsOf(type: string, prefix = ""): Row[] {
  const [, after = ""] = textOf("packages/core/src/options.ts").split(`export interface ${type}`);
  const [body = ""] = after.split("\n}\n");
  const members = body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)(\??):/g);
  return [...members].map(([, comment = "", name = "", mark]) => {
    const words = comment.replaceAll(/\s*\n\s*\*\s?/g, " ").trim();
    const otherwise = mark === "?" ? "its comment tells none" : "required";
    const [, byDefault = otherwise] = /Default: (.*)\.$/.exec(words) ?? [];
    const unit = /milliseconds/i.test(words) ? "ms" : "";
    return { name: prefix + name, byDefault, unit };
  });
}

it("the table has every option with the default and the unit of its comment, and no other", () => {
  const options = optionsOf("SessionOptions").flatMap((option) =>
    option.name === "idle" ? [option, ...optionsOf("IdleOptions", "idle.")] : [option],
  );
  expect(options.length).toBeGreaterThan(15);
  expect(rows).toEqual(options);
});

/** The number with which a default begins. */
const figureOf = (name: string): number =>
  Number.parseInt(rows.find((row) => row.name === name)?.byDefault.replaceAll(",", "") ?? "", 10);

it("the defaults are those with which a session runs", () => {
  const { leeway, maxAge, idle, inUse } = checkOptions({});
  expect({ leeway, maxAge, idle, inUse }).toEqual({
    leeway: figureOf("leeway"),
    maxAge: Infinity,
    idle: null,
    inUse: false,
  });
  const hour = 60 * 60_000;
  const { maxAgeWarning, idle: rules } = checkOptions({ maxAge: hour, idle: { timeout: hour } });
  expect(maxAgeWarning).toBe(figureOf("maxAgeWarning"));
  expect(rules?.warning).toBe(figureOf("idle.warning"));
  expect(textOf("packages/core/src/create-core.ts")).toContain("timeout = 15_000");
  expect(figureOf("timeout")).toBe(15_000);
});

it("the defaults of the warnings are half of a short time", () => {
  const { maxAgeWarning, idle } = checkOptions({ maxAge: 50_000, idle: { timeout: 40_000 } });
  expect([maxAgeWarning, idle?.warning]).toEqual([25_000, 20_000]);
});
