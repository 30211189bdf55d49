/** The side column of every page: what hurts a session, its tabs, and the timeline of all that happens to it. */
import type { Choice } from "./choice.ts";
import { announce, byId } from "./dom.ts";
import { sayHappening, type Tone } from "./happenings.ts";
import type { PostsApi } from "./posts.ts";
import type { Stage } from "./stage.ts";
import { createTabStrip } from "./tab-strip.ts";
import { createTimeline } from "./timeline.ts";
import { createTrouble } from "./trouble.ts";
import { createTroublePanel } from "./trouble-panel.ts";
import { createWire, type Wire } from "./wire.ts";

/** What the side column needs of its page. */
export interface Host {
  /** What the page has open. */
  stage(): Stage;
  choice(): Choice;
  /** The microblog's API as the page itself uses it. */
  posts(): PostsApi;
  /** Makes the session anew from storage, as a reload of the page does. */
  reload(): void;
}

/** The side column. */
export interface Workbench {
  /** What every request of the session goes through. */
  readonly wire: Wire;
  /** Shows what happens to this stage from now on. Returns how to stop. */
  watch(stage: Stage): () => void;
  /** Writes into the timeline what the visitor did. */
  note(text: string, tone: Tone): void;
  /** Takes back the troubles that are switched on. */
  calm(): Promise<void>;
}

/** Fills the element `side` of the page. */
export function createWorkbench(host: Host): Workbench {
  const timeline = createTimeline();
  const note: Workbench["note"] = (text, tone) =>
    timeline.add({ at: Date.now(), source: "you", tone, text });
  const wire = createWire(({ at, method, url, status, ms }) => {
    const base = new URL(host.stage().server.baseUrl, document.baseURI).href;
    const path = url.href.startsWith(base) ? url.href.slice(base.length) : url.href;
    const tone = status === null || status >= 500 ? "bad" : status >= 400 ? "warn" : "plain";
    const text = `${method} ${path} → ${status ?? "no answer"}`;
    timeline.add({ at, source: "wire", tone, text, ms });
  });
  const around = { ...host, wire, note };
  const trouble = createTrouble(around);
  const panel = createTroublePanel(trouble, around);
  const strip = createTabStrip();

  return {
    wire,
    note,
    calm: trouble.calm,
    watch(stage) {
      const { session } = stage;
      if (!panel.element.isConnected)
        byId("side").append(panel.element, strip.element, timeline.element);
      const stops = [
        strip.watch(stage),
        session.on("*", (happening) => {
          const { tone, text } = sayHappening(happening);
          timeline.add({ at: happening.at, source: "session", tone, text });
          if (happening.type === "refresh-failed" || happening.type === "ended") announce(text);
        }),
        session.subscribe(panel.update),
      ];
      panel.update();
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
