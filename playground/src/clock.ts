/** The page's only timer, one tick a second while the page is visible; and words for times and spans of time. */

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** Calls back about once a second while the page is visible. Returns how to stop. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  run();
  return () => {
    listeners.delete(listener);
    run();
  };
}

function tick(): void {
  for (const listener of listeners) listener();
}

function run(): void {
  const wanted = listeners.size > 0 && document.visibilityState === "visible";
  if (wanted && timer === null) timer = setInterval(tick, 1000);
  if (wanted || timer === null) return;
  clearInterval(timer);
  timer = null;
}

document.addEventListener("visibilitychange", () => {
  run();
  if (document.visibilityState === "visible") tick();
});

/** A span of milliseconds as people say it: "12 s", "3 min 20 s", "2 h 5 min". */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const units: [string, number][] = [
    ["d", Math.floor(seconds / 86_400)],
    ["h", Math.floor(seconds / 3600) % 24],
    ["min", Math.floor(seconds / 60) % 60],
    ["s", seconds % 60],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  if (first < 0) return "0 s";
  return units
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(" ");
}

/** A number of seconds as it is read aloud: "30 seconds", "15 minutes". */
export function spell(seconds: number): string {
  const [count, unit] = seconds < 100 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"];
  return new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** How long ago an instant was: "now", "12 s ago". */
export function ago(at: number): string {
  const passed = Date.now() - at;
  if (passed < 2000) return "now";
  if (passed < 60_000) return `${span(passed)} ago`;
  return `${span(passed - (passed % 60_000))} ago`; // no seconds
}

/** A time of day: "14:03:59". */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  });
}

/** A date with its time of day, without seconds: "Nov 29, 2026, 1:52 AM". `at`: milliseconds, or ISO 8601. */
export function dateAndTime(at: number | string): string {
  return new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}
