// The API reference: one Markdown page for each entry point of the packages, made of their TSDoc by TypeDoc. None of it is committed.
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  Application,
  Converter,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { anchorOf } from "./links.ts";

const docs = join(import.meta.dirname, "..");
const packages = join(docs, "../packages");

/** The pages in the order of the sidebar: what people import, and the file behind it. */
export const entryPoints = [
  { name: "@sojourn/core", file: "core/src/index.ts" },
  { name: "@sojourn/core/testing", file: "core/src/testing/index.ts" },
  { name: "@sojourn/django", file: "django/src/index.ts" },
  { name: "@sojourn/oauth2", file: "oauth2/src/index.ts" },
  { name: "@sojourn/axios", file: "axios/src/index.ts" },
  { name: "@sojourn/react", file: "react/src/index.ts" },
  { name: "@sojourn/angular", file: "angular/src/index.ts" },
  { name: "@sojourn/msw", file: "msw/src/index.ts" },
] as const;

const packageNames = entryPoints
  .map(({ name }) => name)
  .filter((name) => !name.endsWith("/testing"));

/** Steps of the compiler on the way to a type. Nobody writes their names. */
const notExported: Readonly<Record<string, string[]>> = {
  "@sojourn/core": ["AnySession", "CredentialsOf", "DataOf", "PartOf", "UserOf"],
  "@sojourn/django": ["Operations"],
  "@sojourn/react": ["PayloadOf", "PendingOf", "UserOf"],
  "@sojourn/angular": ["StateOf", "UserOf"],
};

const options: TypeDocOptions & PluginOptions = {
  plugin: ["typedoc-plugin-markdown"],
  entryPoints: entryPoints.map(({ file }) => join(packages, file)),
  tsconfig: join(docs, "tsconfig.json"),
  out: join(docs, "api"),
  readme: "none",
  disableSources: true,
  logLevel: "Warn",
  validation: { invalidLink: true, notDocumented: false, notExported: false },
  outputFileStrategy: "modules",
  entryFileName: "index",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  propertyMembersFormat: "table",
  typeDeclarationFormat: "table",
};

/** Writes the pages into `docs/api`. Resolves to `false` if a comment links to nothing, or if something that users see has no comment. */
export async function writeApi(): Promise<boolean> {
  rmSync(join(docs, "api"), { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins(options);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => nameModules(project));
  const project = await app.convert();
  if (!project) return false;
  app.validate(project);
  findUnexported(app, project);
  findUntold(app, project);
  await app.generateOutputs(project);
  for (const page of globSync("**/*.md", { cwd: options.out }))
    mendAnchors(join(docs, "api", page));
  return !app.logger.hasErrors() && !app.logger.hasWarnings();
}

/** TypeDoc names the pages by folders, readers by what they import. */
function nameModules(project: ProjectReflection): void {
  for (const module of project.children ?? []) {
    const entry = entryPoints.find(({ file }) => file === `${module.name}/index.ts`);
    if (!entry) throw new Error(`docs/.vitepress/api.ts does not know the module ${module.name}`);
    module.name = entry.name;
  }
}

/** Finds types that a signature names but no package exports. TypeDoc looks at one package at a time. */
function findUnexported(app: Application, project: ProjectReflection): void {
  const checks = { invalidLink: false, notDocumented: false, notExported: true };
  app.options.setValue("validation", checks);
  for (const name of packageNames) {
    project.packageName = name;
    app.options.setValue("intentionallyNotExported", notExported[name] ?? []);
    app.validate(project);
  }
}

/** Finds exports without a comment. */
function findUntold(app: Application, project: ProjectReflection): void {
  for (const module of project.children ?? [])
    for (const one of module.children ?? []) {
      if (one.kindOf(ReflectionKind.Reference)) continue;
      const isTold = [one, ...(one.signatures ?? [])].some((part) => part.hasComment());
      if (!isTold) app.logger.warn(`${module.name} exports ${one.name} without a comment.`);
    }
}

/** The plugin numbers some anchors although their heading is the only one of its name: `#sessionerrorcode-1`. */
function mendAnchors(page: string): void {
  const text = readFileSync(page, "utf8");
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
  const isTwice = (anchor: string): boolean => headings.filter((one) => one === anchor).length > 1;
  const mended = text.replaceAll(/\]\(#([\w-]+?)-\d+\)/g, (link, anchor: string) =>
    headings.includes(anchor) && !isTwice(anchor) ? `](#${anchor})` : link,
  );
  writeFileSync(page, mended);
}
