/** The promises of the ports between tabs, locks and bell, and of the page port. They can be fake or real. */
import type { Ports } from "@sojourn/core";
import { type Case, check, equal, rejection } from "./case.ts";
import type { PortStage } from "./port-cases.ts";

/** A promise that a test resolves by hand. */
function door(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const lockCases: Case<PortStage>[] = [
  {
    name: "hold() resolves to the result of its work",
    async run({ one, wait }) {
      const held = one.locks.hold("a", 1000, async () => 42);
      await wait(0);
      equal(await held, 42, "the result");
    },
  },
  {
    name: "only one tab holds a lock at a time, in the order of the requests",
    async run({ one, other, wait }) {
      const steps: string[] = [];
      const first = door();
      const work = (name: string, opened: Promise<void>) => async () => {
        steps.push(`${name} begins`);
        await opened;
        steps.push(`${name} ends`);
      };
      const all = [
        one.locks.hold("a", 5000, work("first", first.opened)),
        other.locks.hold("a", 5000, work("second", Promise.resolve())),
        one.locks.hold("a", 5000, work("third", Promise.resolve())),
      ];
      await wait(20);
      equal(steps, ["first begins"], "while the first one works");
      first.open();
      await wait(20);
      await Promise.all(all);
      const order = ["first", "second", "third"].flatMap((name) => [
        `${name} begins`,
        `${name} ends`,
      ]);
      equal(steps, order, "the steps");
    },
  },
  {
    name: "locks with different names do not wait for each other",
    async run({ one, other, wait }) {
      const { opened, open } = door();
      const long = one.locks.hold("a", 1000, () => opened);
      const short = other.locks.hold("b", 1000, async () => "done");
      await wait(20);
      equal(await short, "done", "the result");
      open();
      await long;
    },
  },
  {
    name: "work that fails releases the lock, and its error reaches the caller",
    async run({ one, other, wait }) {
      const failing = one.locks.hold("a", 1000, () => Promise.reject(new Error("no luck")));
      const throwing = other.locks.hold("a", 1000, () => {
        throw new Error("none at all");
      });
      const messages = Promise.all(
        [failing, throwing].map((held) => held.catch((error: Error) => error.message)),
      );
      await wait(20);
      equal(await messages, ["no luck", "none at all"], "the errors");
      const after = one.locks.hold("a", 1000, async () => "free");
      await wait(20);
      equal(await after, "free", "the lock afterwards");
    },
  },
  {
    name: "a request for a lock rejects after its timeout, and the holder keeps the lock",
    async run({ one, other, wait }) {
      const { opened, open } = door();
      let worked = 0;
      const work = async (): Promise<void> => {
        worked += 1;
      };
      const long = one.locks.hold("a", 1000, async () => {
        await opened;
        return "undisturbed";
      });
      await wait(5);
      const refused = rejection(other.locks.hold("a", 30, work), "who lost patience");
      await wait(80);
      await refused;
      open();
      equal(await long, "undisturbed", "the holder");
      await wait(20);
      equal(worked, 0, "how often the impatient one worked");
      const after = other.locks.hold("a", 1000, work);
      await wait(20);
      await after;
      equal(worked, 1, "how often it worked afterwards");
    },
  },
];

const bellCases: Case<PortStage>[] = [
  {
    name: "the bell rings in the other tab, not in this one, and not synchronously",
    async run({ one, other, wait }) {
      const heard: string[] = [];
      const stops = [
        one.bell.listen(() => heard.push("here")),
        other.bell.listen(() => heard.push("there")),
      ];
      one.bell.ring();
      equal(heard, [], "at once");
      await wait(30);
      equal(heard, ["there"], "who heard it");
      for (const stop of stops) stop();
    },
  },
  {
    name: "the bell rings in the other tab even without a listener in this one",
    async run({ one, other, wait }) {
      let heard = 0;
      const stop = other.bell.listen(() => {
        heard += 1;
      });
      one.bell.ring();
      await wait(30);
      one.bell.listen(() => {})();
      one.bell.ring();
      await wait(30);
      equal(heard, 2, "how often it was heard");
      stop();
    },
  },
  {
    name: "the bell carries no data",
    async run({ one, other, wait }) {
      const carried: unknown[] = [];
      const stops = [
        one.bell.listen(() => {}),
        other.bell.listen((...args: unknown[]) => {
          // An event without data counts as nothing.
          carried.push(...args.map((arg) => (arg as { data?: unknown })?.data ?? null));
        }),
      ];
      one.bell.ring();
      await wait(30);
      equal(
        carried.filter((one) => one !== null),
        [],
        "what came along",
      );
      for (const stop of stops) stop();
    },
  },
  {
    name: "a listener that was removed does not hear the bell",
    async run({ one, other, wait }) {
      let heard = 0;
      const stopHere = one.bell.listen(() => {});
      other.bell.listen(() => {
        heard += 1;
      })();
      one.bell.ring();
      await wait(30);
      equal(heard, 0, "how often it was heard");
      stopHere();
    },
  },
];

/** The promises of locks and bells. */
export const tabCases: readonly Case<PortStage>[] = [...lockCases, ...bellCases];

/** A page that a test can hide and show. */
export interface PageStage {
  readonly page: Ports["page"];
  hide(): Promise<void>;
  show(): Promise<void>;
}

/** The promises of the page port. */
export const pageCases: readonly Case<PageStage>[] = [
  {
    name: "the page reports that it is hidden and shown, until the listener is removed",
    async run({ page, hide, show }) {
      const told: boolean[] = [];
      equal(page.visible(), true, "at first");
      const stop = page.listen((returned) => told.push(returned));
      await hide();
      equal(page.visible(), false, "when hidden");
      await show();
      equal(page.visible(), true, "when shown");
      check(told.includes(false) && told.at(-1) === true, `told ${told}, should be false, true`);
      stop();
      const before = told.length;
      await hide();
      await show();
      equal(told.length, before, "told after nobody listens");
    },
  },
];
