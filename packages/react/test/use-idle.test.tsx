// @vitest-environment jsdom
// useIdle: the warning before an idle logout, its ticks and its end.
import { useAuth, useIdle } from "@sojourn/react";
import { act } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { counted, createWorld, minute } from "./support/stage.tsx";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A world with an idle timeout of 15 minutes and a warning of one, where the page's clock goes with the session's. */
function createIdleWorld() {
  const world = createWorld({
    accessLifetime: 60 * minute,
    idle: { timeout: 15 * minute, warning: minute },
  });
  const { clock } = world;
  const pass = (ms: number): Promise<void> =>
    act(async () => {
      vi.setSystemTime(clock.now() + ms);
      await clock.advance(ms);
    });
  /** As many seconds, one by one, with the page's timers. */
  const tick = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1)
      await act(async () => {
        vi.advanceTimersByTime(1000);
        await clock.advance(1000);
      });
  };
  return { ...world, pass, tick };
}

describe("useIdle", () => {
  it("is not warning before the warning, and counts down during it", async () => {
    const { show, logIn, pass, tick, session } = createIdleWorld();
    const seen: unknown[] = [];
    const Countdown = () => {
      const { isWarning, remaining } = useIdle();
      const seconds = Math.ceil(remaining / 1000);
      seen.push([isWarning, seconds]);
      return <p>{seconds}</p>;
    };
    const { container } = show(<Countdown />);
    await logIn();
    await pass(13 * minute);
    expect(seen.at(-1)).toEqual([false, 0]);
    await pass(minute + 1000);
    expect(seen.at(-1)).toEqual([true, 60]);
    await tick(3);
    expect(seen.slice(-3)).toEqual([
      [true, 59],
      [true, 58],
      [true, 57],
    ]);
    expect(container.textContent).toBe("57");
    await tick(58);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
    expect(seen.at(-1)).toEqual([false, 0]);
  });

  it("re-renders only its components every second, and only during the warning", async () => {
    const { show, logIn, pass, tick } = createIdleWorld();
    const Countdown = counted(() => useIdle().remaining);
    const Who = counted(() => useAuth().user?.id);
    const Warned = counted(() => useAuth((auth) => auth.idle !== null));
    show([<Countdown key="1" />, <Who key="2" />, <Warned key="3" />]);
    await logIn();
    const before = [Countdown.renders, Who.renders, Warned.renders];
    await pass(13 * minute);
    await tick(10);
    expect([Countdown.renders, Who.renders, Warned.renders]).toEqual(before);
    await pass(minute);
    const [countdown = 0, who, warned = 0] = [Countdown.renders, Who.renders, Warned.renders];
    await tick(20);
    expect(Countdown.renders - countdown).toBe(20);
    expect(Who.renders).toBe(who);
    expect(Who.renders).toBe(before[1]);
    expect(Warned.renders).toBe(warned);
    expect(warned).toBe((before[2] ?? 0) + 1);
  });

  it("ends with stay(), here and in other tabs, and leaves no timer behind", async () => {
    const { show, logIn, pass, open } = createIdleWorld();
    let idle: ReturnType<typeof useIdle> | undefined;
    const Dialog = () => {
      idle = useIdle();
      return idle.isWarning ? <p>Still here?</p> : null;
    };
    const { container } = show(<Dialog />);
    const other = open();
    other.start();
    await logIn();
    await pass(14.5 * minute);
    expect(container.textContent).toBe("Still here?");
    expect(vi.getTimerCount()).toBe(1);
    act(() => other.stay());
    await pass(2000);
    expect(container.textContent).toBe("");
    expect(vi.getTimerCount()).toBe(0);
    await pass(14.5 * minute);
    expect(container.textContent).toBe("Still here?");
    act(() => idle?.stay());
    await pass(0);
    expect(container.textContent).toBe("");
  });

  it("clears its timer on unmount", async () => {
    const { show, logIn, pass } = createIdleWorld();
    const Countdown = counted(() => useIdle().remaining);
    const { unmount } = show(<Countdown />);
    await logIn();
    await pass(14 * minute + 1000);
    expect(vi.getTimerCount()).toBe(1);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("never warns for a session without the option", async () => {
    const { show, logIn, pass } = createWorld();
    const Countdown = counted(() => useIdle().isWarning);
    const { container } = show(<Countdown />);
    await logIn();
    await pass(600 * minute);
    expect(container.textContent).toBe("false");
    expect(vi.getTimerCount()).toBe(0);
  });
});
