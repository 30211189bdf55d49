/** The strip of tabs: every open tab of this session, with the last thing that each has done. */
import type { HistoryEntry } from "@sojourn/core";
import { ago, onTick } from "./clock.ts";
import { h } from "./dom.ts";
import type { Stage } from "./stage.ts";
import { exchangeSigns, type Sign } from "./tab-signs.ts";

/** The strip and its element. */
export interface TabStrip {
  readonly element: HTMLElement;
  /** Shows the tabs of this stage's session. Returns how to stop. */
  watch(stage: Stage): () => void;
}

/** The history entries that are shown. After others the last one stays. */
const words: Partial<Record<HistoryEntry["type"], string>> = {
  restored: "found the session",
  login: "logged in",
  refreshing: "is renewing the token",
  refreshed: "renewed the token",
  adopted: "took the new token over",
  "refresh-failed": "could not renew the token",
  ended: "is logged out",
};

/** Makes the strip. */
export function createTabStrip(): TabStrip {
  const tab = Date.now() + Math.random();
  const signs = new Map<number, Sign>();
  const list = h("ol", { class: "tabs", "aria-labelledby": "tabs-title" });
  const element = h(
    "section",
    { class: "card", "aria-labelledby": "tabs-title" },
    h("div", { class: "card-head" }, h("h2", { id: "tabs-title" }, "Tabs")),
    list,
  );
  const show = (): void => {
    const all = [...signs.values()].sort((one, other) => one.tab - other.tab);
    list.replaceChildren(
      ...all.map((sign, index) => createItem(sign, index + 1, sign.tab === tab)),
    );
  };
  onTick(show);
  return {
    element,
    watch: (stage) => exchangeSigns(stage, tab, signs, (type) => type in words, show),
  };
}

function createItem(sign: Sign, number: number, isThis: boolean): HTMLElement {
  const item = h("li", { "data-did": sign.did }, h("strong", {}, `Tab ${number}`));
  if (isThis) {
    item.setAttribute("aria-current", "true");
    item.append(h("em", {}, "this one"));
  } else if (sign.hidden) item.append(h("em", {}, "hidden"));
  item.append(h("span", { class: "muted" }, sayLast(sign)));
  return item;
}

function sayLast({ did, at }: Sign): string {
  const word = did && words[did];
  if (!word) return "has done nothing yet";
  return `${word}, ${ago(at)}`;
}
