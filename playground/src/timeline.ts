/** The timeline: history entries and requests, the newest on top, with equal entries counted together. */
import { ago, onTick, timeOfDay } from "./clock.ts";
import { h, setText } from "./dom.ts";
import type { Tone } from "./history-words.ts";

/** One entry. */
interface Entry {
  readonly at: number;
  /** `session` is a history entry, `wire` a request, `you` an action of the visitor. */
  readonly source: "session" | "wire" | "you";
  readonly tone: Tone;
  readonly text: string;
  /** The error behind it, for developers. Default: none. */
  readonly detail?: string | null;
  /** How long a request took, in milliseconds. */
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
  /** The time of the last of them. */
  last: number;
  slowest: number;
}

/** The number of rows that are kept. */
const LENGTH = 150;
/** The number of newest rows that an entry may join, and how soon after their last entry, in milliseconds. */
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
            row.entry.detail === entry.detail &&
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

/** An action of the visitor starts a new chapter: entries after it do not join rows before it. */
function reach(rows: readonly Row[]): number {
  const chapter = rows.findIndex(({ entry }) => entry.source === "you");
  if (chapter < 0) return REACH;
  return Math.min(REACH, chapter);
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
    h("span", { class: "what" }, entry.text, " ", count, " ", took, createDetail(entry.detail)),
    age,
  );
  return { entry, element, count, took, age, times: 1, last: entry.at, slowest: entry.ms ?? 0 };
}

/** The error behind an entry, on a line of its own. */
export function createDetail(detail: string | null = null): HTMLElement | null {
  return detail === null ? null : h("span", { class: "detail" }, detail);
}

function count(row: Row, { at, ms }: Entry): void {
  row.times += 1;
  row.last = at;
  row.slowest = Math.max(row.slowest, ms ?? 0);
  setText(row.count, `× ${row.times}`);
  if (ms !== undefined) setText(row.took, `up to ${row.slowest} ms`);
}
