/** A tab with one session, in any engine. The story calls the functions of `test/in-tab.ts` in it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Opening } from "../test/in-tab.ts";
import type { Tab } from "./engine.ts";

type InTab = typeof import("../test/in-tab.ts");
type Name = {
  [Key in keyof InTab]: InTab[Key] extends (...given: never[]) => unknown ? Key : never;
}[keyof InTab];
type Given<Key extends Name> = Parameters<InTab[Key]>;
type Answer<Key extends Name> = Awaited<ReturnType<InTab[Key]>>;

/** The body of the page, for `servePlain`: the scripts of some drivers cannot import. */
export const body = `<body><script type="module">
  import * as tab from "/playground/test/in-tab.ts";
  globalThis.tab = tab;
</script>`;

export class SessionTab {
  readonly tab: Tab;

  constructor(tab: Tab) {
    this.tab = tab;
  }

  async open(url: string, opening: Opening, requests = 0): Promise<void> {
    const query = { opening: JSON.stringify(opening), requests: `${requests}` };
    await this.tab.goto(`${url}?${new URLSearchParams(query)}`);
    await this.loaded();
  }

  /** Resolves after the page's own scripts have run. */
  async loaded(): Promise<void> {
    const isLoaded = async (): Promise<boolean> =>
      Boolean(await this.tab.run("return Boolean(globalThis.tab)").catch(() => false));
    await until(() => "the page", isLoaded);
  }

  async call<Key extends Name>(name: Key, ...given: Given<Key>): Promise<Answer<Key>> {
    const code = `return globalThis.tab.${name}(...${JSON.stringify(given)})`;
    return (await this.tab.run(code)) as Answer<Key>;
  }

  /** Calls a function without waiting, and returns how to wait. So tabs can work at the same time, though a driver talks to one at a time. */
  async begin<Key extends Name>(
    name: Key,
    ...given: Given<Key>
  ): Promise<() => Promise<Answer<Key>>> {
    const call = `globalThis.tab.${name}(...${JSON.stringify(given)})`;
    await this.tab.run(`globalThis.begun = ${call};`);
    const collect = async (): Promise<unknown> => this.tab.run("return globalThis.begun");
    return collect as () => Promise<Answer<Key>>;
  }

  /** The texts that this page has shown since it opened, without repetitions. */
  async texts(): Promise<string[]> {
    const shown = (await this.tab.run("return globalThis.tab.shown")) as InTab["shown"];
    return shown.map(({ text }) => text).filter((text, index, all) => text !== all[index - 1]);
  }

  /** Resolves when the session has these values. */
  async stands(expected: Partial<Answer<"standing">>): Promise<void> {
    let standing = {};
    const isSo = async (): Promise<boolean> => {
      standing = await this.call("standing");
      return Object.entries(expected).every(([key, value]) => Reflect.get(standing, key) === value);
    };
    await until(() => `${JSON.stringify(expected)}, not ${JSON.stringify(standing)}`, isSo);
  }
}

/** Polls, for half a minute at most. */
async function until(describe: () => string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${describe()}`);
    await sleep(50);
  }
}
