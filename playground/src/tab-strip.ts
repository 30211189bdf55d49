/** The strip of tabs: every open tab of this session, who looks at it, who renewed the token and who took it over. */
import type { HistoryEntry } from "@sojourn/core";
import { ago, onTick } from "./clock.ts";
import { h } from "./dom.ts";
import { nameOf } from "./open-session.ts";
import type { Stage } from "./stage.ts";

/** What a tab tells the others about itself: a number, and what kind of thing happened there. Never a token, never a name. */
interface Sign {
  /** When the tab was opened, with a fraction: no two are the same. Orders them. */
  readonly tab: number;
  readonly hidden: boolean;
  readonly did: HistoryEntry["type"] | null;
  readonly at: number;
  /** It has just come, or comes back, and wants to know who else is there. */
  readonly asks: boolean;
  /** It goes away. */
  readonly leaves: boolean;
}

/** The strip and its element. */
export interface TabStrip {
  readonly element: HTMLElement;
  /** Shows the tabs of this stage's session. Returns how to stop. */
  watch(stage: Stage): () => void;
}

/** The happenings worth a word; the others leave the last one standing. */
const words: Partial<Record<HistoryEntry["type"], string>> = {
  restored: "found the session",
  login: "logged in",
  refreshing: "is renewing the token",
  refreshed: "renewed the token",
  adopted: "took the new token over",
  "refresh-failed": "could not renew the token",
  ended: "is logged out",
};

/** How long a tab has to answer before it is taken for gone, in milliseconds: tabs crash without a word. */
const PATIENCE = 1500;

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
    const items = all.map((sign, index) => {
      const word = sign.did && words[sign.did];
      const done = h(
        "span",
        { class: "muted" },
        word ? `${word}, ${ago(sign.at)}` : "has done nothing yet",
      );
      return h(
        "li",
        { "data-did": sign.did, "aria-current": sign.tab === tab ? "true" : null },
        h("strong", {}, `Tab ${index + 1}`),
        sign.tab === tab ? h("em", {}, "this one") : sign.hidden ? h("em", {}, "hidden") : null,
        done,
      );
    });
    list.replaceChildren(...items);
  };
  onTick(show);

  return {
    element,
    watch({ session, backend }) {
      const channel = new BroadcastChannel(`${nameOf(backend)}:tabs`);
      let mine: Sign = {
        tab,
        hidden: document.hidden,
        did: null,
        at: Date.now(),
        asks: false,
        leaves: false,
      };
      let heard = (_: Sign): unknown => null;
      const tell = (changes: Partial<Sign>): void => {
        mine = { ...mine, asks: false, leaves: false, hidden: document.hidden, ...changes };
        signs.set(tab, mine);
        channel.postMessage(mine);
        show();
      };
      /** Asks who is there, and forgets who does not answer. */
      const call = (): void => {
        const silent = new Set(signs.keys());
        heard = (sign) => silent.delete(sign.tab);
        silent.delete(tab);
        tell({ asks: true });
        setTimeout(() => {
          for (const gone of silent) signs.delete(gone);
          show();
        }, PATIENCE);
      };
      channel.onmessage = ({ data }: MessageEvent<Sign>) => {
        heard(data);
        if (data.leaves) signs.delete(data.tab);
        else signs.set(data.tab, data);
        if (data.asks) tell({});
        show();
      };
      // A page that goes away is hidden after it has left.
      const changed = (): void => {
        if (!document.hidden) call();
        else if (!mine.leaves) tell({});
      };
      const leave = (): void => {
        mine = { ...mine, asks: false, leaves: true };
        channel.postMessage(mine);
      };
      document.addEventListener("visibilitychange", changed);
      addEventListener("pagehide", leave);
      addEventListener("pageshow", call);
      const off = session.on("*", ({ type, at }) => {
        if (words[type]) tell({ did: type, at });
      });
      signs.clear();
      call();
      return () => {
        leave();
        off();
        document.removeEventListener("visibilitychange", changed);
        removeEventListener("pagehide", leave);
        removeEventListener("pageshow", call);
        channel.close();
      };
    },
  };
}
