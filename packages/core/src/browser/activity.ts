/** User activity in a browser: listeners that cost next to nothing, and one number in `localStorage` that all tabs share. */
import { ACTIVITY_GAP, type ActivityPort } from "../model/ports.ts";

/** The default event types. Some people only cause `scroll` and `input`: they use a screen reader or dictation. */
const defaultTypes = [
  "pointermove",
  "pointerdown",
  "keydown",
  "wheel",
  "touchmove",
  "scroll",
  "input",
  "visibilitychange",
];

/** Capturing, so that the app's listeners cannot stop an event first. Passive, so that scrolling is not held up. */
const listenerOptions = { capture: true, passive: true };

/**
 * The browser's activity, shared with other tabs in `localStorage` as `<name>:active`. `types` are the event types that count, in this page
 * and in frames of its origin. In a hidden page nothing counts, so `visibilitychange` counts only when the page becomes visible.
 *
 * If `isShared` is false, the record has to carry the activity. Tabs with another record then do not see it: activity in one session must
 * not extend another.
 */
export function createActivity(
  name: string,
  types: readonly string[] = defaultTypes,
  isShared = true,
): ActivityPort {
  const key = `${name}:active`;
  const isPage = typeof document !== "undefined";
  return {
    read() {
      if (!isPage || !isShared) return 0;
      const at = Number(localStorage.getItem(key));
      const isUsable = at < Infinity; // false for NaN too
      return isUsable ? at : 0;
    },
    write(at) {
      if (!isShared) throw new Error("Tabs do not share their activity.");
      if (isPage) localStorage.setItem(key, `${at}`);
    },
    listen(active) {
      if (!isPage) return () => {};
      return listenToPage(types, active);
    },
  };
}

/** Calls `active` for each activity. After each call the listeners are removed for `ACTIVITY_GAP` milliseconds. */
function listenToPage(types: readonly string[], active: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watched: Window[] = [];
  const isActivity = createActivityTest();

  function hear(event: Event): void {
    if (document.visibilityState === "hidden" || !isActivity(event)) return;
    removeListeners();
    timer = setTimeout(addListeners, ACTIVITY_GAP);
    active();
  }
  function addListeners(): void {
    timer = undefined;
    watched = windowsIn(window);
    for (const one of watched)
      for (const type of types) one.addEventListener(type, hear, listenerOptions);
  }
  function removeListeners(): void {
    for (const one of watched)
      for (const type of types) one.removeEventListener(type, hear, listenerOptions);
  }
  /** A frame that was loaded or rewritten has lost its listeners. */
  function frameLoaded(): void {
    if (timer === undefined) addListeners();
  }

  addListeners();
  // On the document, because a frame's `load` never reaches the window.
  document.addEventListener("load", frameLoaded, listenerOptions);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("load", frameLoaded, listenerOptions);
    removeListeners();
  };
}

/** A window and all frames of its origin below it: rich-text editors often are such frames. */
function windowsIn(root: Window): Window[] {
  const windows = [root];
  for (let index = 0; index < root.length; index += 1) {
    const frame = root[index];
    try {
      // A frame of another origin throws here.
      if (frame?.document) windows.push(...windowsIn(frame));
    } catch {}
  }
  return windows;
}

/**
 * Distinguishes activity of a person from events that scripts make, and from a pointer that stands still while the page moves under it
 * or the machine wakes. Some browsers report (0, 0) for every movement: there the pointer's position decides.
 */
function createActivityTest(): (event: Event) => boolean {
  let position = "";
  return (event) => {
    // Visibility is a state that the caller checks, so a scripted event does no harm.
    if (event.type === "visibilitychange") return true;
    if (!event.isTrusted) return false;
    if (!event.type.endsWith("move") || !("movementX" in event)) return true;
    const { screenX, screenY, movementX, movementY } = event as MouseEvent;
    const previous = position;
    position = `${screenX} ${screenY}`;
    const hasNewPosition = previous !== "" && previous !== position;
    return movementX !== 0 || movementY !== 0 || hasNewPosition;
  };
}
