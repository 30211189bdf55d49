// @vitest-environment jsdom
// @vitest-environment-options { "url": "http://localhost:8000/" }
// The pages of docs/start that need no framework, run as they are printed: their HTML, and their code without its types.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as axiosBinding from "@sojourn/axios";
import * as core from "@sojourn/core";
import * as django from "@sojourn/django";
import { mockSimpleJwt } from "@sojourn/msw";
import axios from "axios";
import ts from "typescript";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { alice, connect } from "./network.ts";

connect(
  mockSimpleJwt({
    baseUrl: "http://localhost:8000/api/",
    posts: [{ author: "bob", text: "First!" }],
  }),
);

const packages: Readonly<Record<string, object>> = {
  "@sojourn/axios": axiosBinding,
  "@sojourn/core": core,
  "@sojourn/django": django,
  axios,
};

const docs = join(import.meta.dirname, "../../../docs/start");
const pages = ["plain-page", "fetch", "axios"];
/** The sessions of the pages that were opened. */
const sessions: { logout(): Promise<void>; start(): () => void }[] = [];
beforeAll(() => {
  vi.spyOn(console, "error").mockImplementation(() => {}); // what the pages say to developers
});
afterEach(async () => {
  for (const session of sessions.splice(0)) {
    await session.logout();
    session.start()(); // stops it
  }
});

/** The first block of a page that begins like this. */
function blockOf(page: string, opening: string): string {
  const text = readFileSync(join(docs, `${page}.md`), "utf8");
  const [, after = ""] = text.split(`\n\`\`\`${opening}\n`);
  const [block = ""] = after.split("\n```");
  expect(block, `${page} has no block ${opening}`).not.toBe("");
  return block;
}

/** Runs a module of a page, and returns its exports. */
function run(code: string, modules: Readonly<Record<string, object>>): object {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported = {};
  new Function("require", "exports", outputText)((name: string) => modules[name], exported);
  return exported;
}

/** Opens a page of the docs: its HTML without its scripts, then its code. */
function open(page: string): void {
  document.body.innerHTML = blockOf(page, "html");
  const createSession: typeof core.createSession = (options) => {
    const session = core.createSession(options);
    sessions.push(session);
    return session;
  };
  const modules = { ...packages, "@sojourn/core": { ...core, createSession } };
  if (page === "plain-page") {
    run(blockOf(page, "js"), modules);
    return;
  }
  const session = run(blockOf(page, "ts src/session.ts"), modules);
  run(blockOf(page, "ts src/main.ts"), { ...modules, "./session": session });
}

const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
};

async function logIn({ username, password }: typeof alice): Promise<void> {
  await vi.waitFor(() => expect(find("form").hidden).toBe(false));
  for (const [name, value] of Object.entries({ username, password }))
    find(`[name=${name}]`).setAttribute("value", value);
  find("form button").click();
}

/** What stands beside a field. */
const beside = (name: string): string => find(`[name=${name}] + span`).textContent;

it.each(pages)(
  "start/%s: empty fields say so beside each, and a login shows the posts",
  async (page) => {
    open(page);
    await logIn({ username: "", password: "" });
    await vi.waitFor(() => expect(beside("username")).toBe("This field may not be blank."));
    expect(beside("password")).toBe("This field may not be blank.");
    expect(find("[role=alert]").textContent).toBe("Please check what you entered.");
    await logIn(alice);
    await vi.waitFor(() => expect(find("ul").textContent).toBe("First!"));
    expect([find("main").hidden, find("form").hidden]).toEqual([false, true]);
    expect([beside("username"), beside("password")]).toEqual(["", ""]);
    expect(find("[role=alert]").textContent).toBe("");
    find("#log-out").click();
    await vi.waitFor(() => expect(find("[role=status]").textContent).toBe("You are logged out."));
    expect(find("main").hidden).toBe(true);
  },
);
