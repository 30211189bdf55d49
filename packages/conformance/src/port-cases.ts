/** The promises of the ports, fake or real. They run with the fakes in Node, and with the browser's own ports in a real page. */
import type { Ports } from "@sojourn/core";
import { type Case, check, equal } from "./case.ts";
import { tabCases } from "./tab-cases.ts";

/** The ports of one tab that the contract tests. */
export type TabPorts = Pick<Ports, "clock" | "storage" | "locks" | "bell">;

/** Two new tabs of one origin, with nothing stored. */
export interface PortStage {
  readonly one: TabPorts;
  readonly other: TabPorts;
  /** Lets at least `ms` milliseconds pass, and lets everything that was sent arrive. */
  wait(ms: number): Promise<void>;
}

const month = 30 * 24 * 60 * 60_000;

const clockCases: Case<PortStage>[] = [
  {
    name: "the clock returns milliseconds since 1970, and time passes",
    async run({ one, wait }) {
      const before = one.clock.now();
      check(before > Date.UTC(2020), "now() looks like milliseconds");
      await wait(20);
      check(one.clock.now() >= before + 15, "time passed");
    },
  },
  {
    name: "an alarm rings once, and not before its time",
    async run({ one, wait }) {
      const { clock } = one;
      const rung: number[] = [];
      const at = clock.now() + 30;
      clock.alarm(at, () => rung.push(clock.now()));
      await wait(60);
      await wait(60);
      equal(rung.length, 1, "how often it rang");
      // Timers and clocks are rounded differently: a millisecond early is fine.
      check((rung[0] ?? 0) >= at - 1, "it rang too early");
    },
  },
  {
    name: "alarms ring in the order of their times",
    async run({ one, wait }) {
      const { clock } = one;
      const rung: string[] = [];
      const now = clock.now();
      clock.alarm(now + 40, () => rung.push("late"));
      clock.alarm(now + 10, () => rung.push("early"));
      await wait(80);
      equal(rung, ["early", "late"], "the order");
    },
  },
  {
    name: "an alarm for a time in the past rings soon, but not synchronously",
    async run({ one, wait }) {
      let rung = 0;
      one.clock.alarm(one.clock.now() - 1000, () => {
        rung += 1;
      });
      equal(rung, 0, "before the caller is done");
      await wait(20);
      equal(rung, 1, "soon after");
    },
  },
  {
    name: "an alarm that was cancelled never rings, and cancelling it twice is harmless",
    async run({ one, wait }) {
      let rung = 0;
      const cancel = one.clock.alarm(one.clock.now() + 10, () => {
        rung += 1;
      });
      cancel();
      cancel();
      await wait(40);
      equal(rung, 0, "how often it rang");
    },
  },
  {
    name: "an alarm that is further away than a 31-bit timer does not ring at once",
    async run({ one, wait }) {
      let rung = 0;
      const cancel = one.clock.alarm(one.clock.now() + month, () => {
        rung += 1;
      });
      await wait(40);
      cancel();
      equal(rung, 0, "how often it rang");
    },
  },
];

/** The promises of storages. */
export const storageCases: readonly Case<PortStage>[] = [
  {
    name: "an empty storage reads null",
    async run({ one }) {
      equal(await one.storage.read(), null, "the stored text");
    },
  },
  {
    name: "a written text is read again character by character, in the other tab too",
    async run({ one, other }) {
      const text = '{"name":"Zoë 🧭","lines":"a\\nb\\u0000"}';
      await one.storage.write(text);
      equal(await one.storage.read(), text, "in this tab");
      equal(await other.storage.read(), text, "in the other tab");
    },
  },
  {
    name: "a write replaces the stored text",
    async run({ one, other }) {
      await one.storage.write("a long text");
      await other.storage.write("short");
      equal(await one.storage.read(), "short", "the stored text");
    },
  },
  {
    name: "a removed text is gone, and removing nothing is harmless",
    async run({ one }) {
      await one.storage.write("text");
      await one.storage.remove();
      await one.storage.remove();
      equal(await one.storage.read(), null, "the stored text");
    },
  },
];

/** The promises of clocks and storages, and of the ports between tabs. */
export const portCases: readonly Case<PortStage>[] = [...clockCases, ...storageCases, ...tabCases];
