/** The view while nobody is logged in: why the session ended, and the login form. */
import type { UnauthenticatedSnapshot } from "@sojourn/core";
import { timeOfDay } from "./clock.ts";
import { h } from "./dom.ts";
import { sayReason } from "./history-words.ts";
import { createLoginForm } from "./login-form.ts";
import type { AnySession } from "./open-session.ts";
import type { Stage } from "./stage.ts";
import { type Line, lastLines } from "./why.ts";

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
  const fill = (): void => list.replaceChildren(...lastLines(session.explain()).map(createLine));
  return h("details", { ontoggle: fill }, h("summary", {}, "Why?"), list);
}

function createLine({ at, text, times }: Line): HTMLElement {
  const count = times > 1 ? h("span", { class: "count" }, `× ${times}`) : null;
  return h("li", {}, h("time", {}, timeOfDay(at)), h("span", {}, text, count));
}
