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
