/** The view while nobody is logged in: why the session ended, and the login form. */
import { reasonText, type UnauthenticatedSnapshot } from "@sojourn/core";
import { timeOfDay } from "./clock.ts";
import { h } from "./dom.ts";
import { createLoginForm } from "./login-form.ts";
import type { AnySession } from "./open-session.ts";
import type { Stage } from "./stage.ts";
import { createDetail } from "./timeline.ts";
import { type Line, lastLines } from "./why.ts";
import type { Workbench } from "./workbench.ts";

/** The logged-out view of a session. `record` keeps the errors of logins for developers. */
export function createLoggedOut(
  stage: Stage,
  { reason, elsewhere }: UnauthenticatedSnapshot,
  record: Workbench["record"],
): HTMLElement {
  const notice =
    reason &&
    h(
      "div",
      { class: "notice" },
      h("p", { id: "ended", tabindex: -1 }, reasonText(reason)),
      elsewhere ? h("p", { class: "muted" }, "It happened in another tab.") : null,
      createWhy(stage.session),
    );
  return h(
    "section",
    { class: "card", "aria-labelledby": "login-title" },
    h("div", { class: "card-head" }, h("h2", { id: "login-title", tabindex: -1 }, "Log in")),
    notice,
    createLoginForm(stage, record),
  );
}

/** The history of the session, which answers why it ended. It is read when the visitor opens it. */
function createWhy(session: AnySession): HTMLElement {
  const list = h("ol", { class: "history", "aria-label": "What led to it" });
  const fill = (): void => list.replaceChildren(...lastLines(session.explain()).map(createLine));
  return h("details", { ontoggle: fill }, h("summary", {}, "Why?"), list);
}

function createLine({ at, text, detail, times }: Line): HTMLElement {
  const count = times > 1 ? h("span", { class: "count" }, `× ${times}`) : null;
  return h(
    "li",
    {},
    h("time", {}, timeOfDay(at)),
    h("span", {}, text, count, createDetail(detail)),
  );
}
