import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  writeResponseToNodeResponse,
} from "@angular/ssr/node";

const files = join(import.meta.dirname, "../browser");
const engine = new AngularNodeAppEngine();

/** The files of the build, then Angular. */
export const reqHandler = createNodeRequestHandler(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = join(files, pathname);
  if (existsSync(file) && statSync(file).isFile()) {
    if (extname(file) === ".js") response.setHeader("Content-Type", "text/javascript");
    createReadStream(file).pipe(response);
    return;
  }
  const rendered = await engine.handle(request);
  if (rendered) await writeResponseToNodeResponse(rendered, response);
  else response.writeHead(404).end();
});

const port = process.env.PORT;
if (port)
  createServer((request, response) => reqHandler(request, response, () => {})).listen(Number(port));
