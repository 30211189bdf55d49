/** The dialog that warns before an idle logout. You can copy it: it needs only a session. */
import { onTick, spell } from "./clock.ts";
import { h, setText } from "./dom.ts";
import type { AnySession } from "./open-session.ts";
import "./idle-dialog.css";

/** The seconds left at which a screen reader speaks. Every second would drown the page in chatter. */
const marks = [300, 120, 60, 30, 10];

/** Shows the dialog when the session is about to end because the user is idle. Returns how to remove it. */
export function attachIdleDialog(session: AnySession): () => void {
  const shown = h("span", { class: "countdown" });
  const spoken = h("p", { id: "idle-left", class: "visually-hidden", "aria-live": "assertive" });
  const stay = (): void => session.stay();
  const dialog = h(
    "dialog",
    {
      class: "idle-dialog",
      role: "alertdialog",
      "aria-labelledby": "idle-title",
      "aria-describedby": "idle-text idle-left",
      // Escape: a user who presses it is there.
      oncancel: stay,
    },
    h("h2", { id: "idle-title" }, "Are you still there?"),
    h("p", { id: "idle-text" }, "Nobody has used this page for a while."),
    h("p", { "aria-hidden": "true" }, "You will be logged out in ", shown),
    // Inside, because everything outside a modal dialog is silent.
    spoken,
    h(
      "div",
      { class: "actions" },
      h(
        "button",
        { type: "button", class: "primary", autofocus: true, onclick: stay },
        "Stay logged in",
      ),
      h("button", { type: "button", onclick: () => void session.logout() }, "Log out now"),
    ),
  );
  document.body.append(dialog);

  let mark = Number.POSITIVE_INFINITY;
  let stopTicking: (() => void) | null = null;
  const endsAt = (): number | null => {
    const snapshot = session.getSnapshot();
    if (snapshot.status !== "authenticated" || !snapshot.idle) return null;
    return snapshot.idle.endsAt;
  };
  const tick = (): void => {
    const left = Math.max(0, Math.ceil(((endsAt() ?? 0) - Date.now()) / 1000));
    setText(shown, `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    const reached = marks.filter((one) => left <= one).at(-1) ?? Number.POSITIVE_INFINITY;
    if (reached < mark || !dialog.open)
      setText(spoken, `You will be logged out in ${spell(left)}.`);
    mark = reached;
  };
  const update = (): void => {
    if (endsAt() === null) {
      stopTicking?.();
      stopTicking = null;
      dialog.close();
    } else if (!dialog.open) {
      tick();
      dialog.showModal();
      stopTicking = onTick(tick);
    }
  };

  const unsubscribe = session.subscribe(update);
  update();
  return () => {
    unsubscribe();
    stopTicking?.();
    dialog.remove();
  };
}
