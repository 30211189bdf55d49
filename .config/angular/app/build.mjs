/** Runs the production build of this folder's angular.json, like `ng build`. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// A dependency of @angular/build; `ng` itself is left out.
const near = createRequire(createRequire(import.meta.url).resolve("@angular/build/package.json"));
const load = (name) => import(pathToFileURL(near.resolve(name)).href);
const { Architect } = await load("@angular-devkit/architect");
const { WorkspaceNodeModulesArchitectHost } = await load("@angular-devkit/architect/node");
const core = createRequire(near.resolve("@angular-devkit/architect/package.json"));
const { json, logging, workspaces } = await import(
  pathToFileURL(core.resolve("@angular-devkit/core")).href
);
const { NodeJsSyncHost } = await import(
  pathToFileURL(core.resolve("@angular-devkit/core/node")).href
);

const root = process.cwd();
const registry = new json.schema.CoreSchemaRegistry();
registry.addPostTransform(json.schema.transforms.addUndefinedDefaults);
const host = workspaces.createWorkspaceHost(new NodeJsSyncHost());
const { workspace } = await workspaces.readWorkspace(`${root}/angular.json`, host);
const architect = new Architect(new WorkspaceNodeModulesArchitectHost(workspace, root), registry);
const logger = new logging.Logger("build");
let isClean = true;
logger.subscribe(({ level, message }) => {
  if (level !== "info" && level !== "debug") isClean = false;
  console.log(`${level}: ${message}`);
});
const run = await architect.scheduleTarget({ project: "app", target: "build" }, {}, { logger });
const { success, error } = await run.lastOutput;
await run.stop();
if (error) console.log(error);
if (!success || !isClean) process.exit(1);
process.exit(0);
