/** Opens an installed Firefox with WebDriver BiDi, which Firefox itself implements. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findEngine } from "../../.config/programs/engines.ts";
import type { Engine } from "./engine.ts";

/** The settings of a quiet profile: Firefox downloads, asks and reports nothing. */
const quiet = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.enabled": false,
};

/** Opens Firefox. `settings` are those of `about:config`. */
export async function openFirefox(
  settings: Readonly<Record<string, boolean | number>> = {},
): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-firefox-"));
  const lines = Object.entries({ ...quiet, ...settings }).map(
    ([name, value]) => `user_pref("${name}", ${value});\n`,
  );
  writeFileSync(join(folder, "user.js"), lines.join(""));
  const args = ["--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"];
  const child = spawn(findEngine("firefox") ?? "firefox", args, {
    env: { ...process.env, HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await connect(await addressOf(child.stderr))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address on which Firefox listens, from its output. */
async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stderr });
  for await (const line of lines) {
    const [, address] = /BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (!address) continue;
    stderr.resume();
    return address;
  }
  throw new Error("Firefox ended before it listened.");
}

async function connect(address: string): Promise<Pick<Engine, "newTab">> {
  const socket = new WebSocket(`${address}/session`);
  await once(socket, "open");
  interface Answer {
    readonly id?: number;
    readonly type: string;
    readonly result?: unknown;
    readonly message?: string;
  }
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener("message", ({ data }) => {
    const answer: Answer = JSON.parse(data);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let calls = 0;
  const send = async (method: string, params: object): Promise<unknown> => {
    calls += 1;
    const id = calls;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    waiting.delete(id);
    if (answer.type === "error") throw new Error(`${method}: ${answer.message}`);
    return answer.result;
  };
  await send("session.new", { capabilities: {} });

  return {
    async newTab() {
      const created = await send("browsingContext.create", { type: "window" });
      const { context } = created as { context: string };
      return {
        async goto(url) {
          await send("browsingContext.navigate", { context, url, wait: "complete" });
        },
        async reload() {
          await send("browsingContext.reload", { context, wait: "complete" });
        },
        async back() {
          await send("browsingContext.traverseHistory", { context, delta: -1 });
        },
        async run(body) {
          const { result, exceptionDetails } = (await send("script.callFunction", {
            functionDeclaration: `async () => JSON.stringify((await (async () => { ${body} })()) ?? null)`,
            awaitPromise: true,
            target: { context },
          })) as { result?: { value: string }; exceptionDetails?: { text: string } };
          if (!result) throw new Error(exceptionDetails?.text);
          return JSON.parse(result.value);
        },
        async movePointer(x, y) {
          const actions = [{ type: "pointerMove", x, y }];
          await send("input.performActions", {
            context,
            actions: [{ type: "pointer", id: "mouse", actions }],
          });
        },
      };
    },
  };
}
