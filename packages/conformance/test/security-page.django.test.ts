// Checks the security pages against the installed Django packages: each setting that they name exists, and their middleware works.
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface Environment {
  readonly python: string;
}

/** What security-page.py answers. */
interface Known {
  readonly settings: readonly string[];
  /** What could not be imported. */
  readonly missing: readonly string[];
  /** The headers that the middleware sends, by path. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pages = globSync(["docs/security.md", "docs/security/*.md"], { cwd: root });
const text = pages.map((page) => readFileSync(join(root, page), "utf8")).join("\n");

/** The page is ahead of the Django of these tests, 5.2. Looked up by hand in Django 6.1.3. */
const newer = new Set([
  "SECURE_CSP",
  "SECURE_CSP_REPORT_ONLY",
  "django.middleware.csp.ContentSecurityPolicyMiddleware",
]);

/** The block of code that begins with this comment. */
function blockOf(name: string): string {
  const [, block = ""] =
    text.match(new RegExp(`\`\`\`python\\n# ${name}\\n([\\s\\S]*?)\`\`\``)) ?? [];
  return block;
}

async function ask(imports: readonly string[]): Promise<Known> {
  const address = new URL("../../../playground/python-environment.mjs", import.meta.url);
  const { environmentIn } = (await import(address.href)) as {
    environmentIn(folder: string): Environment;
  };
  const { python } = environmentIn(join(root, "playground/django"));
  const input = JSON.stringify({ imports, middleware: blockOf("middleware.py") });
  const script = fileURLToPath(new URL("security-page.py", import.meta.url));
  const { stdout, stderr, status } = spawnSync(python, [script], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Known;
}

const packages = "django|rest_framework|rest_framework_simplejwt|allauth|corsheaders";
const paths = new RegExp(`["\`]((?:${packages})\\.[\\w.]+)["\`]`, "g");
const imports = [...new Set([...text.matchAll(paths)].map(([, path = ""]) => path))];
const elsewhere = [
  "rest_framework_simplejwt.token_blacklist.management.commands.flushexpiredtokens",
  "django.views.decorators.debug.sensitive_post_parameters",
  "django.middleware.csrf.CsrfViewMiddleware",
];

it("every setting and every class that the security pages name exists", async () => {
  const known = await ask([...imports, ...elsewhere, "django.middleware.nonsense.Made"]);
  const names = new Set(text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g));
  expect(names.size).toBeGreaterThan(30);
  expect([...names].filter((name) => !known.settings.includes(name) && !newer.has(name))).toEqual(
    [],
  );
  expect(imports.length).toBeGreaterThan(3);
  expect(known.missing.filter((path) => !newer.has(path))).toEqual([
    "django.middleware.nonsense.Made",
  ]);
});

it("the middleware of the security page keeps private answers out of caches, and empties the cache at a logout", async () => {
  const { answers } = await ask([]);
  expect(answers["/api/posts/"]).toMatchObject({ "Cache-Control": "no-store" });
  expect(answers["/api/posts/"]).not.toHaveProperty("Clear-Site-Data");
  expect(answers["/api/auth/logout/"]).toMatchObject({
    "Cache-Control": "no-store",
    "Clear-Site-Data": '"cache"',
  });
  expect(answers["/about/"]).not.toHaveProperty("Cache-Control");
});
