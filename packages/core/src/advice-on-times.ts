/** Advice about times that look like seconds where milliseconds are meant. Only development builds have it. */

/** What is likely for a time, in milliseconds. */
interface Likely {
  /** Shorter ones are unlikely. */
  readonly least: number;
  /** Whether people think of it in minutes, hours or days, and not in seconds. */
  readonly isLong: boolean;
}

/** The times among the options of a session. */
const ofSession: Readonly<Record<string, Likely>> = {
  leeway: { least: 1000, isLong: false },
  timeout: { least: 1000, isLong: false },
  maxAge: { least: 60_000, isLong: true },
  maxAgeWarning: { least: 1000, isLong: true },
  "idle.timeout": { least: 10_000, isLong: true },
  "idle.warning": { least: 1000, isLong: true },
};

const ofCookie: Readonly<Record<string, Likely>> = { maxAge: { least: 60_000, isLong: true } };

/** How long tokens live. */
const ofToken: Likely = { least: 10_000, isLong: true };

/** In milliseconds since 1970 this was in 1973. In seconds it will be in 5138. */
const EARLIEST_LIKELY_INSTANT = 1e11;

/**
 * Round numbers, from the given length on. 86,400 is a day in seconds; in milliseconds it is nothing that people would write: not even whole
 * seconds. 90,000 is a minute and a half, but no whole days.
 */
const rounds = [
  { from: 86_400, inSeconds: 86_400, inMilliseconds: 60_000 },
  { from: 10_000, inSeconds: 3600, inMilliseconds: 60_000 },
  { from: 0, inSeconds: 60, inMilliseconds: 1000 },
] as const;

function looksLikeSeconds(value: unknown, { least, isLong }: Likely): boolean {
  if (typeof value !== "number" || !(value > 0)) return false;
  return value < least || (isLong && isRoundInSeconds(value));
}

/** Whether it is a round number if it counts seconds, and an odd one if it counts milliseconds. */
function isRoundInSeconds(value: number): boolean {
  const round = rounds.find(({ from }) => value >= from);
  if (!round) return false;
  return value % round.inSeconds === 0 && value % round.inMilliseconds !== 0;
}

/** The times among the options of a session that look like seconds, each with its remedy. */
export function oddTimes(options: object): string[] {
  const { idle } = options as { idle?: unknown };
  const ofIdle = Object.entries(Object(idle)).map(([name, value]) => [`idle.${name}`, value]);
  return remediesFor({ ...options, ...Object.fromEntries(ofIdle) }, ofSession);
}

/** The same for the options of a cookie. */
export function oddTimesOfCookie(options: object): string[] {
  return remediesFor(options, ofCookie).map((remedy) => `cookieStorage: ${remedy}`);
}

function remediesFor(given: object, times: Readonly<Record<string, Likely>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const likely = times[name];
    if (!likely || !looksLikeSeconds(value, likely)) return [];
    return `${name} is ${value} milliseconds. If you mean seconds, write ${value} * 1000.`;
  });
}

/** The time in a grant that looks like seconds, as text; `null`: none does. */
export function secondsIn(grant: object): string | null {
  const { expiresIn, expiresAt, renewableFor } = grant as Readonly<Record<string, unknown>>;
  if (looksLikeSeconds(expiresIn, ofToken)) return `expiresIn: ${expiresIn}`;
  if (looksLikeSeconds(renewableFor, ofToken)) return `renewableFor: ${renewableFor}`;
  const instant = { least: EARLIEST_LIKELY_INSTANT, isLong: false };
  if (looksLikeSeconds(expiresAt, instant)) return `expiresAt: ${expiresAt}`;
  return null;
}
