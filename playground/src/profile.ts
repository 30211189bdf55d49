/** The profile: what the session knows about who is logged in. */
import type { Person } from "./backends.ts";
import { h } from "./dom.ts";

/** The card of a person. */
export function createProfile({ id, username, email }: Person): HTMLElement {
  const facts = { "User name": username, "E-mail": email ?? "", Number: String(id ?? "") };
  return h(
    "section",
    { class: "card", "aria-labelledby": "place" },
    h("div", { class: "card-head" }, h("h2", { id: "place", tabindex: -1 }, "Profile")),
    h(
      "dl",
      { class: "claims" },
      ...Object.entries(facts).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
    ),
  );
}
