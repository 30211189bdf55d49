/** The side column of every page: the buttons that harm a session, its tabs, and its timeline. */
import { errorText } from "@sojourn/core";
import type { Choice } from "./choice.ts";
import { announce, byId } from "./dom.ts";
import { describeError } from "./error-details.ts";
import { sayEntry, type Tone } from "./history-words.ts";
import type { PostsApi } from "./posts.ts";
import type { Stage } from "./stage.ts";
import { createTabStrip } from "./tab-strip.ts";
import { createTimeline } from "./timeline.ts";
import { createTrouble } from "./trouble/trouble.ts";
import { createTroublePanel } from "./trouble/trouble-panel.ts";
import { createWire, type Wire } from "./wire.ts";

/** The parts of the page that the side column uses. */
export interface Host {
  /** The stage that the page has open. */
  stage(): Stage;
  choice(): Choice;
  /** The API of the microblog that the page itself uses. */
  posts(): PostsApi;
}

/** The side column. */
export interface Workbench {
  /** Every request of the session goes through it. */
  readonly wire: Wire;
  /** Shows the events of this stage from now on. Returns how to stop. */
  watch(stage: Stage): () => void;
  /** Writes an action of the visitor into the timeline. */
  note(text: string, tone: Tone): void;
  /** Writes into the timeline that something failed which the visitor did, with all that the error says. */
  record(what: string, error: unknown): void;
  /** The same for a button whose failure the page shows nowhere else: screen readers are told. */
  failed(what: string, error: unknown): void;
  /** Switches off all buttons that are on. */
  calm(): Promise<void>;
}

/** Fills the element `side` of the page. */
export function createWorkbench(host: Host): Workbench {
  const timeline = createTimeline();
  const note: Workbench["note"] = (text, tone) =>
    timeline.add({ at: Date.now(), source: "you", tone, text });
  const record: Workbench["record"] = (what, error) => {
    const detail = describeError(error);
    timeline.add({ at: Date.now(), source: "you", tone: "warn", text: `${what} failed.`, detail });
  };
  const wire = createWire(({ at, method, url, status, ms }) => {
    const base = new URL(host.stage().server.baseUrl, document.baseURI).href;
    let path = url.href;
    if (path.startsWith(base)) path = path.slice(base.length);
    const text = `${method} ${path} → ${status ?? "no answer"}`;
    timeline.add({ at, source: "wire", tone: toneOf(status), text, ms });
  });
  const around = { ...host, wire, note, record };
  const trouble = createTrouble(around);
  const panel = createTroublePanel(trouble, around);
  const strip = createTabStrip();

  return {
    wire,
    note,
    record,
    failed(what, error) {
      record(what, error);
      announce(`${what}: ${errorText(error)}`);
    },
    calm: trouble.calm,
    watch(stage) {
      const { session } = stage;
      if (!panel.element.isConnected)
        byId("side").append(panel.element, timeline.element, strip.element);
      const stops = [
        strip.watch(stage),
        session.on("*", (entry) => {
          const { tone, text, detail } = sayEntry(entry);
          timeline.add({ at: entry.at, source: "session", tone, text, detail });
          if (entry.type === "refresh-failed" || entry.type === "ended") announce(text);
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

/** The tone of a request by its status; `null` is no answer. */
function toneOf(status: number | null): Tone {
  if (status === null || status >= 500) return "bad";
  if (status >= 400) return "warn";
  return "plain";
}
