/** The dialog that warns before an idle logout: all it needs is `useIdle()`. */
import { useIdle } from "@sojourn/react";
import { useEffect, useRef } from "react";
import "../src/idle-dialog.css";

/** Seconds left at which a screen reader speaks again. Every second would be chatter that drowns the page. */
const marks = [10, 30, 60, 120, 300];

export function IdleDialog() {
  const { isWarning, remaining, stay, logout } = useIdle();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isWarning) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isWarning]);
  const left = Math.ceil(remaining / 1000);
  const spoken = marks.find((mark) => left <= mark);
  return (
    <dialog
      ref={dialog}
      className="idle-dialog"
      role="alertdialog"
      aria-labelledby="idle-title"
      aria-describedby="idle-text idle-left"
      onCancel={stay} // Escape: who presses it is there.
    >
      <h2 id="idle-title">Are you still there?</h2>
      <p id="idle-text">Nobody has used this page for a while.</p>
      <p aria-hidden="true">
        You will be logged out in{" "}
        <span className="countdown">
          {Math.floor(left / 60)}:{String(left % 60).padStart(2, "0")}
        </span>
      </p>
      <p id="idle-left" className="visually-hidden" aria-live="assertive">
        You will be logged out {spoken ? `within ${spoken} seconds` : "in some minutes"}.
      </p>
      <div className="actions">
        <button type="button" className="primary" onClick={stay}>
          Stay logged in
        </button>
        <button type="button" onClick={() => void logout()}>
          Log out now
        </button>
      </div>
    </dialog>
  );
}
