/** The panel with the buttons that harm a session. Below them it shows the effect of a button, or why it is off. */
import { nameChoice } from "../choice.ts";
import { h, setText } from "../dom.ts";
import type { Around, Button, Trouble } from "./trouble.ts";

/** The panel and its element. */
export interface TroublePanel {
  readonly element: HTMLElement;
  /** Updates the buttons after a change of the session or the stage: some may make sense now, others no more. */
  update(): void;
}

/** Makes a panel of these buttons. */
export function createTroublePanel({ buttons }: Trouble, around: Around): TroublePanel {
  const help = h("p", { class: "muted help" }, "Point at a button to read what it does.");
  const link = h("a", { class: "button", target: "_blank" }, "Open a second tab");
  const update = (): void => {
    // The address of this page: a new tab remembers no choice.
    link.href = `${location.pathname}${nameChoice(around.choice())}`;
    for (const row of rows) row.update();
  };
  const rows = buttons.map((button) =>
    createRow(button, around, update, (text) => setText(help, text)),
  );
  return {
    update,
    element: h(
      "section",
      { class: "card", "aria-labelledby": "trouble-title" },
      h("div", { class: "card-head" }, h("h2", { id: "trouble-title" }, "Trouble"), link),
      h("div", { class: "trouble" }, ...rows.map(({ element }) => element)),
      help,
    ),
  };
}

function createRow(
  { label, help, blocked, run, isOn }: Button,
  { stage, record }: Around,
  update: () => void,
  tell: (text: string) => void,
) {
  const why = (): string | null => blocked?.(stage()) ?? null;
  const click = async (): Promise<void> => {
    if (why()) return;
    try {
      await run();
    } catch (error) {
      record(`“${label}”`, error);
    }
    update();
  };
  const explain = (): void => tell(element.title);
  // Not `disabled`: a button that tells why it is off must be reachable and keep the focus.
  const element = h(
    "button",
    { type: "button", onclick: () => void click(), onfocus: explain, onpointerenter: explain },
    label,
  );
  return {
    element,
    update(): void {
      element.title = why() ?? help(stage());
      element.setAttribute("aria-disabled", String(why() !== null));
      if (isOn) element.setAttribute("aria-pressed", String(isOn()));
    },
  };
}
