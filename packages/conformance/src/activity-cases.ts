/** What the activity port promises, fake or real. */
import type { ActivityPort } from "@sojourn/core";
import { type Case, equal } from "./case.ts";

/** Two tabs of one origin, freshly opened, with nothing stored, and a person in front of the first one. */
export interface ActivityStage {
  readonly one: ActivityPort;
  readonly other: ActivityPort;
  /** The person moves the pointer over the first tab; where that is hidden, something moves all the same. */
  touch(): Promise<void>;
  /** Somebody looks at another page. */
  hide(): Promise<void>;
  /** Somebody comes back to the first tab. */
  show(): Promise<void>;
  /** Lets at least `ms` milliseconds pass, and everything that is under way arrive. */
  wait(ms: number): Promise<void>;
}

/** Longer than a listener may stay deaf. */
const rest = 1050;

/** Counts what a port tells. */
function count(port: ActivityPort): { times: number; readonly stop: () => void } {
  const heard = {
    times: 0,
    stop: port.listen(() => {
      heard.times += 1;
    }),
  };
  return heard;
}

/** What the activity port promises. */
export const activityCases: readonly Case<ActivityStage>[] = [
  {
    name: "activity that was never written reads 0",
    async run({ one }) {
      equal(one.read(), 0, "the moment");
    },
  },
  {
    name: "a moment that is written is read at once by this tab, and soon by the others",
    async run({ one, other, wait }) {
      one.write(1_767_355_200_123);
      equal(one.read(), 1_767_355_200_123, "in this tab");
      await wait(50);
      equal(other.read(), 1_767_355_200_123, "in the other tab");
      other.write(1_767_355_200_456);
      equal(other.read(), 1_767_355_200_456, "what the other tab wrote after it");
    },
  },
  {
    name: "an act is told, and told again after a second, however many there are in between",
    async run({ one, touch, wait }) {
      const heard = count(one);
      await wait(rest);
      equal(heard.times, 0, "told without any act");
      await touch();
      equal(heard.times, 1, "told after the first act");
      for (let act = 0; act < 3; act += 1) await touch();
      await wait(rest);
      const before = heard.times;
      await touch();
      equal(heard.times, before + 1, "told after a second");
      heard.stop();
    },
  },
  {
    name: "an act in one tab is none in the other",
    async run({ other, touch, wait }) {
      const heard = count(other);
      await touch();
      await wait(50);
      equal(heard.times, 0, "told to the other tab");
      heard.stop();
    },
  },
  {
    name: "who stopped listening hears nothing, nor once the rest is over",
    async run({ one, touch, wait }) {
      const heard = count(one);
      await touch();
      heard.stop();
      heard.stop();
      const before = heard.times;
      await wait(rest);
      await touch();
      equal(heard.times, before, "told after nobody listens");
    },
  },
  {
    name: "who stops while it is told hears nothing more",
    async run({ one, touch, wait }) {
      let times = 0;
      const stop = one.listen(() => {
        times += 1;
        stop();
      });
      await touch();
      await wait(rest);
      await touch();
      equal(times, 1, "told");
    },
  },
  {
    name: "nothing counts in a hidden page, and coming back to it does",
    async run({ one, touch, hide, show, wait }) {
      const heard = count(one);
      await hide();
      await touch();
      await wait(rest);
      await touch();
      equal(heard.times, 0, "told while hidden");
      await show();
      equal(heard.times, 1, "told after somebody came back");
      heard.stop();
    },
  },
];
