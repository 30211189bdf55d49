/** The promises of the activity port, fake or real. */
import type { ActivityPort } from "@sojourn/core";
import { type Case, equal } from "./case.ts";

/** Two new tabs of one origin with nothing stored, and a person in front of the first one. */
export interface ActivityStage {
  readonly one: ActivityPort;
  readonly other: ActivityPort;
  /** Moves the pointer over the first tab, even if that is hidden. */
  touch(): Promise<void>;
  /** Hides the first tab. */
  hide(): Promise<void>;
  /** Shows the first tab again. */
  show(): Promise<void>;
  /** Lets at least `ms` milliseconds pass, and lets everything that was sent arrive. */
  wait(ms: number): Promise<void>;
}

/** Longer than a listener may pause after a report. */
const rest = 1050;

/** Counts the reports of a port. */
function count(port: ActivityPort): { times: number; readonly stop: () => void } {
  const heard = {
    times: 0,
    stop: port.listen(() => {
      heard.times += 1;
    }),
  };
  return heard;
}

/** All promises of the activity port. */
export const activityCases: readonly Case<ActivityStage>[] = [
  {
    name: "activity that was never written reads as 0",
    async run({ one }) {
      equal(one.read(), 0, "the moment");
    },
  },
  {
    name: "a written time is read at once in this tab, and soon in the others",
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
    name: "activity is reported at once, and then at most once a second",
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
    name: "activity in one tab is not reported in the other",
    async run({ other, touch, wait }) {
      const heard = count(other);
      await touch();
      await wait(50);
      equal(heard.times, 0, "told to the other tab");
      heard.stop();
    },
  },
  {
    name: "a listener that was removed is not called any more, also after the pause of a second",
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
    name: "a listener that removes itself during a call is not called again",
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
    name: "activity in a hidden page does not count, and coming back to the page does",
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
