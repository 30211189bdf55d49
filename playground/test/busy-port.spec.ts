/** A port that is taken: `pnpm dev` and `pnpm django` say so in one line. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const commands = [
  { name: "pnpm dev", file: "../dev.mjs", host: "localhost" },
  { name: "pnpm django", file: "../django/server.mjs", host: "127.0.0.1" },
];

for (const { name, file, host } of commands)
  test(`${name} says in one line that its port is taken, and how to choose another`, async () => {
    const holder = createServer();
    await once(holder.listen(0, host), "listening");
    const address = holder.address();
    const port = typeof address === "object" ? address?.port : null;
    const script = fileURLToPath(new URL(file, import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--port", `${port}`], {
      encoding: "utf8",
    });
    holder.close();
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(new RegExp(`^Port ${port} is taken: .*--port.*\n$`));
  });
