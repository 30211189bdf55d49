/**
 * The wall clock of the page, which can be set forward: as if the machine had slept. Timers do not notice, so nobody renews a
 * token in time; the next request finds it expired. Import it before anything that may keep the old `Date`.
 */
const RealDate = Date;
let shift = 0;

class ShiftedDate extends RealDate {
  constructor(...parts: unknown[]) {
    super(...((parts.length > 0 ? parts : [ShiftedDate.now()]) as [number]));
  }
  static override now(): number {
    return RealDate.now() + shift;
  }
}
globalThis.Date = ShiftedDate as DateConstructor;

/** Sets the clock forward. */
export function sleep(milliseconds: number): void {
  shift += milliseconds;
}
