/** Opens WebKitGTK's small browser with classic WebDriver, on a virtual screen. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { findEngine } from "../../.config/programs/engines.ts";
import type { Engine } from "./engine.ts";

export async function openWebKit(): Promise<Engine> {
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) {
      const gone = once(child, "exit");
      child.kill();
      await gone;
    }
  };
  try {
    const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1024x24"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    children.push(screen);
    const [display] = await once(createInterface({ input: screen.stdout }), "line");
    const port = await freePort();
    const driver = spawn(findEngine("webkit") ?? "WebKitWebDriver", [`--port=${port}`], {
      env: { ...process.env, DISPLAY: `:${display}` },
      stdio: "ignore",
    });
    children.push(driver);
    const session = await begin(`http://127.0.0.1:${port}`);
    return {
      newTab: session.newTab,
      async close() {
        await session.end();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  await once(server.close(), "close");
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  return address.port;
}

async function begin(root: string): Promise<{ newTab: Engine["newTab"]; end(): Promise<void> }> {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = { method, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(root + path, init);
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  await untilReady(call);
  const options = { "webkitgtk:browserOptions": { args: ["--automation"] } };
  const created = await call("POST", "/session", { capabilities: { alwaysMatch: options } });
  const home = `/session/${(created as { sessionId: string }).sessionId}`;

  // Commands go to the window that was chosen last: one after the other, each chooses its own.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const result = last.then(act, act);
    last = result.catch(() => {});
    return result;
  };
  return {
    end: () => inTurn(async () => void (await call("DELETE", home))),
    async newTab() {
      const opened = await inTurn(() => call("POST", `${home}/window/new`, { type: "window" }));
      const { handle } = opened as { handle: string };
      const command = (path: string, body: object = {}): Promise<unknown> =>
        inTurn(async () => {
          await call("POST", `${home}/window`, { handle });
          return call("POST", home + path, body);
        });
      return {
        async goto(url) {
          await command("/url", { url });
        },
        async reload() {
          await command("/refresh");
        },
        async back() {
          await command("/back");
        },
        async run(body) {
          const script = `const done = arguments[0];
            (async () => { ${body} })().then(
              (value) => done({ text: JSON.stringify(value ?? null) }),
              (error) => done({ error: String(error) }));`;
          const answer = await command("/execute/async", { script, args: [] });
          const { text, error } = answer as { text?: string; error?: string };
          if (text === undefined) throw new Error(error);
          return JSON.parse(text);
        },
        async movePointer(x, y) {
          const actions = [{ type: "pointerMove", x, y, duration: 0 }];
          await command("/actions", { actions: [{ type: "pointer", id: "mouse", actions }] });
        },
      };
    },
  };
}

async function untilReady(call: (method: string, path: string) => Promise<unknown>): Promise<void> {
  for (let left = 300; left > 0; left -= 1) {
    const status = await call("GET", "/status").catch(() => null);
    if ((status as { ready?: boolean } | null)?.ready) return;
    await sleep(100);
  }
  throw new Error("WebKitWebDriver does not answer.");
}
