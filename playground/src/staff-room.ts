/** The staff room, and what others see who ask for it. */
import type { Person } from "./backends.ts";
import { h } from "./dom.ts";

/** Who may enter the staff room. The guards of all pages ask this. */
export function isStaff(user: Person): boolean {
  return user.isStaff === true;
}

/** What the pages say there. */
export const staffWords = {
  room: { title: "Staff room", text: "Only the staff reads this." },
  forbidden: { title: "Not for you", text: "The staff room is for the staff." },
} as const;

/** The card of one of the two. */
export function createStaffCard(which: keyof typeof staffWords): HTMLElement {
  const { title, text } = staffWords[which];
  return h(
    "section",
    { class: "card", "aria-labelledby": "place" },
    h("div", { class: "card-head" }, h("h2", { id: "place", tabindex: -1 }, title)),
    h("p", {}, text),
  );
}
