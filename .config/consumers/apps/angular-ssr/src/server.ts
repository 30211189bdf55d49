import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  writeResponseToNodeResponse,
} from "@angular/ssr/node";

const files = join(import.meta.dirname, "../browser");
const engine = new AngularNodeAppEngine();

/** Sends the files of the build, and what Angular renders for everything else. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
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
}

export const reqHandler = createNodeRequestHandler(answer);

const port = process.env.PORT;
if (port) createServer(answer).listen(Number(port));
