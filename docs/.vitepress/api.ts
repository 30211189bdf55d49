// The API reference: one Markdown page for each entry point of the packages, made of their TSDoc by TypeDoc. None of it is committed.
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import {
  Application,
  Converter,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { sourceCondition } from "../../.config/build/source-condition.ts";
import { anchorOf } from "./links.ts";

const docs = join(import.meta.dirname, "..");
const packages = join(docs, "../packages");

/** The packages in the order of the sidebar. One that is not named here comes after them. */
const order = ["core", "django", "oauth2", "axios", "react", "angular", "msw"];

/** What this file reads of a package.json. */
interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  /** Where each entry point has its source. */
  readonly exports?: Readonly<Record<string, { readonly [sourceCondition]: Source }>>;
  /** The entry points that users get. */
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> };
}
type Source = string | { readonly default: string };

/** What people import, and the file behind it. */
interface EntryPoint {
  readonly name: string;
  readonly file: string;
}

const manifests = foldersOfPackages().flatMap((folder) => {
  const text = readFileSync(join(packages, folder, "package.json"), "utf8");
  const manifest: Manifest = JSON.parse(text);
  return manifest.private ? [] : [{ folder, manifest }];
});

/** The pages in the order of the sidebar: every entry point of the published packages. */
export const entryPoints: readonly EntryPoint[] = manifests.flatMap(({ folder, manifest }) =>
  Object.keys(manifest.publishConfig?.exports ?? {})
    .map((path) => ({
      name: posix.join(manifest.name, path),
      file: posix.join(folder, sourceOf(manifest, path)),
    }))
    .filter(exportsSomething),
);

const packageNames = manifests.map(({ manifest }) => manifest.name);

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
  // Columns that say the same in every row, or where a member was declared first.
  tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true },
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

function foldersOfPackages(): string[] {
  const found = globSync("*/package.json", { cwd: packages }).map(dirname).sort();
  return [...order, ...found.filter((folder) => !order.includes(folder))];
}

function sourceOf({ name, exports = {} }: Manifest, path: string): string {
  const source = exports[path]?.[sourceCondition];
  if (source === undefined) throw new Error(`${name} has no source for the entry point ${path}`);
  return typeof source === "string" ? source : source.default;
}

/** A worker's script is an entry point without exports. */
function exportsSomething({ file }: EntryPoint): boolean {
  return /^export /m.test(readFileSync(join(packages, file), "utf8"));
}

/** TypeDoc names the pages by folders, readers by what they import. */
function nameModules(project: ProjectReflection): void {
  for (const module of project.children ?? []) {
    const files = [`${module.name}/index.ts`, `${module.name}.ts`];
    const entry = entryPoints.find(({ file }) => files.includes(file));
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
