/** The one alarm of a session: set to the next instant at which something falls due. */
import type { ClockPort } from "../model/ports.ts";

/** An alarm that calls `ring` once, at or after the instant it is set to. `ring` must check the clock. */
export class Alarm {
  private readonly clock: ClockPort;
  private readonly ring: () => void;
  private ringsAt = Infinity;
  private cancel = (): void => {};

  constructor(clock: ClockPort, ring: () => void) {
    this.clock = clock;
    this.ring = ring;
  }

  /**
   * Sets the alarm to `at`; `Infinity` turns it off. With `isLazy` an alarm that rings too early stays as it is: an early ring only
   * looks at the clock, so no timer is reset per activity.
   */
  set(at: number, isLazy: boolean): void {
    const isSoonEnough = isLazy && at > this.ringsAt && at < Infinity;
    if (at === this.ringsAt || isSoonEnough) return;
    this.cancel();
    this.ringsAt = at;
    if (at === Infinity) return;
    this.cancel = this.clock.alarm(at, () => {
      this.ringsAt = Infinity;
      this.ring();
    });
  }
}
