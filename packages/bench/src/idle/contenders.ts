/** Who watches for idleness in the bench: 15 minutes, one of them a warning, everything else as it comes. */
import { loadAngularCompiler } from "../angular-compiler.ts";

const minute = 60_000;

/** Starts to watch. */
type Contender = () => Promise<void>;

/** All contenders by name. Each loads what it needs itself: they share no page. */
export const contenders: Record<string, Contender> = {
  "no listener": async () => {},

  "@sojourn/core": async () => {
    const { watch } = await import("./session.ts");
    await watch();
  },

  "react-idle-timer": async () => {
    const { createElement } = await import("react");
    const { createRoot } = await import("react-dom/client");
    const { flushSync } = await import("react-dom");
    const { useIdleTimer } = await import("react-idle-timer");
    const root = createRoot(document.getElementById("root") as HTMLElement);
    const App = (): null => {
      useIdleTimer({ timeout: 15 * minute, promptBeforeIdle: minute });
      return null;
    };
    flushSync(() => root.render(createElement(App)));
  },

  "@ng-idle/core": async () => {
    // It needs zone.js.
    await import("zone.js");
    await loadAngularCompiler();
    const { createApplication } = await import("@angular/platform-browser");
    const { DEFAULT_INTERRUPTSOURCES, Idle, provideNgIdle } = await import("@ng-idle/core");
    const app = await createApplication({ providers: [provideNgIdle()] });
    const idle = app.injector.get(Idle);
    idle.setIdle(14 * 60);
    idle.setTimeout(60);
    idle.setInterrupts(DEFAULT_INTERRUPTSOURCES);
    idle.watch();
  },

  // What tutorials write: every event sets the timer anew.
  "a timer per event": async () => {
    let timer = 0;
    const reset = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {}, 15 * minute);
    };
    const types = ["mousemove", "mousedown", "keydown", "scroll", "touchstart"];
    for (const type of types) window.addEventListener(type, reset);
    reset();
  },
};
