/** The view while nobody is logged in: why the session ended, and the login form. */
import type { HistoryEntry, UnauthenticatedSnapshot } from "@sojourn/core";
import { timeOfDay } from "./clock.ts";
import { h } from "./dom.ts";
import { sayEntry, sayReason } from "./history-words.ts";
import { createLoginForm } from "./login-form.ts";
import type { AnySession } from "./open-session.ts";
import type { Stage } from "./stage.ts";

/** The logged-out view of a session. */
export function createLoggedOut(
  stage: Stage,
  { reason, elsewhere, error }: UnauthenticatedSnapshot,
): HTMLElement {
  const notice =
    reason &&
    h(
      "div",
      { class: "notice" },
      h("p", { id: "ended", tabindex: -1 }, sayReason(reason, elsewhere)),
      reason !== "logout" && error ? h("p", { class: "muted" }, error.message) : null,
      createWhy(stage.session),
    );
  return h(
    "section",
    { class: "card", "aria-labelledby": "login-title" },
    h("div", { class: "card-head" }, h("h2", { id: "login-title", tabindex: -1 }, "Log in")),
    notice,
    createLoginForm(stage),
  );
}

/** The history of the session, which answers why it ended. It is read when the visitor opens it. */
function createWhy(session: AnySession): HTMLElement {
  const list = h("ol", { class: "history", "aria-label": "What led to it" });
  const fill = (): void => list.replaceChildren(...together(session.explain()).map(createLine));
  return h("details", { ontoggle: fill }, h("summary", {}, "Why?"), list);
}

function createLine({ at, text, times }: Line): HTMLElement {
  const count = times > 1 ? h("span", { class: "count" }, `× ${times}`) : null;
  return h("li", {}, h("time", {}, timeOfDay(at)), h("span", {}, text, count));
}

interface Line {
  readonly at: number;
  readonly text: string;
  times: number;
}

/** The last lines of a history. Entries that repeat become one line. */
function together(history: readonly HistoryEntry[]): Line[] {
  const lines: Line[] = [];
  for (const entry of history) {
    const { text } = sayEntry(entry);
    const last = lines.at(-1);
    if (last?.text === text) last.times += 1;
    else lines.push({ at: entry.at, text, times: 1 });
  }
  return lines.slice(-10);
}
