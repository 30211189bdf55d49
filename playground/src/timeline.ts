/** The timeline: what happened to the token and on the wire, newest on top, alike entries counted together. */
import { ago, onTick, timeOfDay } from "./clock.ts";
import { h, setText } from "./dom.ts";
import type { Tone } from "./happenings.ts";

/** One thing that happened. */
interface Entry {
  readonly at: number;
  /** `session`: what the session did; `wire`: a request; `you`: what the visitor did to it. */
  readonly source: "session" | "wire" | "you";
  readonly tone: Tone;
  readonly text: string;
  /** A number worth showing beside it, in milliseconds: how long a request took. */
  readonly ms?: number;
}

/** The timeline and its element. */
export interface Timeline {
  readonly element: HTMLElement;
  add(entry: Entry): void;
  clear(): void;
}

interface Row {
  readonly entry: Entry;
  readonly element: HTMLElement;
  readonly count: HTMLElement;
  readonly took: HTMLElement;
  readonly age: HTMLElement;
  times: number;
  /** When the last of them was. */
  last: number;
  slowest: number;
}

/** How many rows are kept. */
const LENGTH = 150;
/** How many of the newest rows an entry may join, and how soon after their last one, in milliseconds. */
const REACH = 6;
const TOGETHER = 1000;

const names: Record<Entry["source"], string> = { session: "Session", wire: "Request", you: "You" };

/** Makes an empty timeline. */
export function createTimeline(): Timeline {
  const rows: Row[] = [];
  const list = h("ol", { class: "timeline", tabindex: 0, "aria-labelledby": "timeline-title" });
  const empty = h("p", { class: "empty" }, "Nothing has happened yet.");
  const requests = h("input", { type: "checkbox", checked: true });
  requests.addEventListener("change", () => {
    list.classList.toggle("without-requests", !requests.checked);
  });
  const clear = (): void => {
    rows.length = 0;
    list.replaceChildren();
    empty.hidden = false;
  };

  onTick(() => {
    for (const row of rows) setText(row.age, ago(row.entry.at));
  });

  return {
    element: h(
      "section",
      { class: "card timeline-card", "aria-labelledby": "timeline-title" },
      h(
        "div",
        { class: "card-head" },
        h("h2", { id: "timeline-title" }, "Timeline"),
        h("label", { class: "check" }, requests, "requests"),
        h("button", { type: "button", class: "quiet", onclick: clear }, "Clear"),
      ),
      empty,
      list,
    ),
    clear,
    add(entry) {
      const alike = rows
        .slice(0, reach(rows))
        .find(
          (row) =>
            row.entry.source === entry.source &&
            row.entry.text === entry.text &&
            entry.at - row.last < TOGETHER,
        );
      if (alike) return count(alike, entry);
      const row = createRow(entry);
      rows.unshift(row);
      list.prepend(row.element);
      empty.hidden = true;
      if (rows.length > LENGTH) rows.pop()?.element.remove();
    },
  };
}

/** What the visitor does starts a new chapter: nothing joins what stood there before. */
function reach(rows: readonly Row[]): number {
  const chapter = rows.findIndex(({ entry }) => entry.source === "you");
  return chapter < 0 ? REACH : Math.min(REACH, chapter);
}

function createRow(entry: Entry): Row {
  const count = h("span", { class: "count" });
  const took = h("span", { class: "took" }, entry.ms === undefined ? "" : `${entry.ms} ms`);
  const age = h(
    "time",
    { datetime: new Date(entry.at).toISOString(), title: timeOfDay(entry.at) },
    ago(entry.at),
  );
  const element = h(
    "li",
    { class: `${entry.source} ${entry.tone}` },
    h("span", { class: "source" }, names[entry.source]),
    h("span", { class: "what" }, entry.text, " ", count, " ", took),
    age,
  );
  return { entry, element, count, took, age, times: 1, last: entry.at, slowest: entry.ms ?? 0 };
}

function count(row: Row, { at, ms }: Entry): void {
  row.times += 1;
  row.last = at;
  row.slowest = Math.max(row.slowest, ms ?? 0);
  setText(row.count, `× ${row.times}`);
  if (ms !== undefined) setText(row.took, `up to ${row.slowest} ms`);
}
