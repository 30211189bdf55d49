/** Signs of life as a browser has them: listeners that cost next to nothing, and one number that all tabs share. */
import { ACTIVITY_GAP, type ActivityPort } from "../model/ports.ts";

/** The events that count unless told otherwise. Some people move a page by scroll and input alone: screen readers, dictation. */
const usual = [
  "pointermove",
  "pointerdown",
  "keydown",
  "wheel",
  "touchmove",
  "scroll",
  "input",
  "visibilitychange",
];

/** Frames of this page's own origin, the page itself first: who types in a rich-text editor types in a frame. */
function windows(root: Window): Window[] {
  const found = [root];
  for (let index = 0; index < root.length; index += 1) {
    const frame = root[index];
    try {
      // Another origin's refuses here.
      if (frame?.document) found.push(...windows(frame));
    } catch {}
  }
  return found;
}

/**
 * Tells acts of a person from what happens without anybody: events that scripts make, and a pointer that stands still while
 * the page moves under it, or the machine wakes. Some browsers call every movement one of (0, 0): there the place tells.
 */
function createJudge(): (event: Event) => boolean {
  let place = "";
  return (event) => {
    // Coming back is no act but a state, which is looked at.
    if (event.type === "visibilitychange") return true;
    if (!event.isTrusted) return false;
    if (!event.type.endsWith("move") || !("movementX" in event)) return true;
    const { screenX, screenY, movementX, movementY } = event as MouseEvent;
    const before = place;
    place = `${screenX} ${screenY}`;
    return movementX !== 0 || movementY !== 0 || (before !== "" && before !== place);
  };
}

/** Before any listener of the app can stop an event, and without holding up a scroll. */
const options = { capture: true, passive: true };

/**
 * The browser's signs of life, kept in `localStorage` as `<name>:active`. `events` are the types that count, in this page and
 * the frames of its origin. Nothing counts in a hidden page, where nobody can be: of `visibilitychange` that leaves the coming back. Where `isShared` is false the record
 * has to tell, and who has another record hears nothing: one session's person keeps no other's alive.
 */
export function createActivity(
  name: string,
  events: readonly string[] = usual,
  isShared = true,
): ActivityPort {
  const key = `${name}:active`;
  const isPage = typeof document !== "undefined";
  return {
    read() {
      const at = isPage && isShared ? Number(localStorage.getItem(key)) : 0;
      return at < Infinity ? at : 0; // nor what is no number
    },
    write(at) {
      if (!isShared) throw new Error("Tabs share nothing.");
      if (isPage) localStorage.setItem(key, `${at}`);
    },
    listen(active) {
      if (!isPage) return () => {};
      let timer: ReturnType<typeof setTimeout> | undefined;
      let watched: Window[] = [];
      const isAct = createJudge();
      const unwatch = (): void => {
        for (const one of watched)
          for (const type of events) one.removeEventListener(type, heard, options);
      };
      const watch = (): void => {
        timer = undefined;
        watched = windows(window);
        for (const one of watched)
          for (const type of events) one.addEventListener(type, heard, options);
      };
      const heard = (event: Event): void => {
        if (document.visibilityState === "hidden" || !isAct(event)) return;
        unwatch();
        timer = setTimeout(watch, ACTIVITY_GAP);
        active();
      };
      // A frame that was loaded, or written anew, has lost its listeners.
      const loaded = (): void => {
        if (timer === undefined) watch();
      };
      watch();
      // It is the document that hears of it: a frame's load never reaches the window.
      document.addEventListener("load", loaded, options);
      return () => {
        clearTimeout(timer);
        document.removeEventListener("load", loaded, options);
        unwatch();
      };
    },
  };
}
