/** Lets packages with backends tell developers of options that do not exist. */
import { developers } from "./advice.ts";

/** The names of all options, as a table that the compiler holds complete. An option with members may list theirs in the same way. */
export type OptionNames<Options> = {
  readonly [Name in keyof Options]-?:
    | true
    | { readonly [Member in keyof NonNullable<Options[Name]>]-?: true };
};

/**
 * Tells developers of options that a function does not know, and which ones it knows. Only a development build of `@sojourn/core` says
 * anything, and each sentence once. Call it in the development entry of a package of your own, so that production builds carry no names.
 *
 * @example
 * ```ts
 * import { type OptionNames, tellUnknownOptions } from "@sojourn/core";
 *
 * interface AcmeOptions {
 *   readonly baseUrl: string;
 *   readonly paths?: { readonly login?: string };
 * }
 *
 * const names: OptionNames<AcmeOptions> = { baseUrl: true, paths: { login: true } };
 * const options = { baseUrl: "/api/", path: { login: "login/" } };
 * tellUnknownOptions("acme", options, names); // acme has no option "path". Write paths. …
 * ```
 */
export function tellUnknownOptions(
  name: string,
  options: object,
  known: Readonly<Record<string, true | object>>,
): void {
  developers.advice?.called(name, options, known);
}
