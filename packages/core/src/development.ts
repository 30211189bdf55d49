/** Development builds: whether this is one, and how it tells developers what to change. Production builds carry none of it. */

/** Bundlers write the mode in. Where there is none, a page with scripts from a CDN say, there is no `process` either. */
declare const process: { readonly env: { readonly NODE_ENV?: string } } | undefined;

/** Whether mistakes are told on the console. Minifiers fold a conditional of two equal constants, but not `a && false`. */
export const isDevelopment: boolean =
  typeof process === "undefined" ? false : process.env.NODE_ENV !== "production";

/** Tells developers what to change. Call it inside `if (isDevelopment)`, so that production builds leave the words out too. */
export function warn(message: string): void {
  console.warn(`Sojourn: ${message}`);
}

/** What a grant tells about the end of its access token. */
interface ToldEnd {
  readonly expiresIn?: number | undefined;
  readonly expiresAt?: number | undefined;
}

/** A token that lives less long than this is not likely, in milliseconds: a server that tells seconds is. */
const LIKELY_LIFE = 10_000;

/** In milliseconds since 1970 this was in 1973, in seconds it will be in 5138. */
const LIKELY_INSTANT = 1e11;

/** Tells developers where a grant's times look like seconds. Answers whether it did. */
export function warnOfSeconds(backend: string, { expiresIn, expiresAt }: ToldEnd): boolean {
  const isShort = expiresIn !== undefined && expiresIn > 0 && expiresIn < LIKELY_LIFE;
  const isLongAgo = expiresAt !== undefined && expiresAt > 0 && expiresAt < LIKELY_INSTANT;
  if (!isShort && !isLongAgo) return false;
  const what = isShort ? `expiresIn: ${expiresIn}` : `expiresAt: ${expiresAt}`;
  warn(
    `${backend} grants a token with "${what}", in milliseconds. If those are seconds, multiply by 1000.`,
  );
  return true;
}
