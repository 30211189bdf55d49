// `pnpm dev`: serves the playground with Vite on port 5173, or on another: `pnpm dev --port 5174`. A port that is taken is told in one line.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { isTaken } from "./ports.mjs";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: { port: { type: "string", default: "5173" }, host: { type: "string" } },
});
const port = Number(values.port);
const host = values.host ?? "localhost";
if (await isTaken(port, host)) {
  console.error(
    `Port ${port} is taken: stop what runs there, or choose another: pnpm dev --port ${port + 1}`,
  );
  process.exit(1);
}
const server = await createServer({
  configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)),
  server: { port, host, strictPort: true },
});
await server.listen();
server.printUrls();
server.bindCLIShortcuts({ print: true });
