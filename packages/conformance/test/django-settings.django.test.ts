// The names and defaults in docs/django-settings.md are those of the packages that playground/django installs.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../../playground/django/", import.meta.url));
const page = readFileSync(new URL("../../../docs/django-settings.md", import.meta.url), "utf8");

type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The defaults, by the name of their dict, as the packages have them. */
async function readDefaults(): Promise<Tables> {
  const { environmentIn } = await import(
    new URL("../../../playground/python-environment.mjs", import.meta.url).href
  );
  const { python } = environmentIn(folder);
  const options = { cwd: folder, encoding: "utf8" } as const;
  return JSON.parse(execFileSync(python, ["-W", "ignore", "defaults.py"], options));
}

/** The first two columns of each row that names a setting: dict, name, default. */
function statedDefaults(): readonly (readonly [dict: string, name: string, value: string])[] {
  return page.split("\n\n").flatMap((block) => {
    const [head = "", , ...rows] = block.split("\n");
    const [, dict] = /^\| `([\w.]+)` \| default \|/.exec(head) ?? [];
    if (!dict) return [];
    return rows.map((row) => {
      const [, name = row, value = ""] = /^\| `(\w+)` \| `(.+?)` \|/.exec(row) ?? [];
      return [dict, name, value] as const;
    });
  });
}

it("every default in docs/django-settings.md is the package's own", async () => {
  const defaults = await readDefaults();
  const stated = statedDefaults();
  const real = stated.map(([dict, name]) => [dict, name, defaults[dict]?.[name]]);
  expect(stated.length).toBeGreaterThan(60);
  expect(stated).toEqual(real);
});

it("the releases that the page names are those that are installed", () => {
  const pins = readFileSync(`${folder}requirements.txt`, "utf8");
  const named = [
    ...page.matchAll(
      /(simplejwt|djoser|django-rest-knox|dj-rest-auth|django-allauth|drf-jwt|django-ninja-jwt|django-cors-headers) (\d+\.\d+)/g,
    ),
  ];
  expect(named.length).toBeGreaterThanOrEqual(8);
  const wrong = named.filter(([, name, release]) => !pins.includes(`${name}==${release}.`));
  expect(wrong.map(([words]) => words)).toEqual([]);
});
