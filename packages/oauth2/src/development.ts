/**
 * `@sojourn/oauth2` in development builds: the same exports, but the factory tells of options that it does not know. Bundlers choose it by
 * the export condition `development`.
 */
import { type OptionNames, tellUnknownOptions } from "@sojourn/core";
import { oauth2 as factory, type OAuth2Options } from "./oauth2.ts";

export * from "./index.ts";

const names: OptionNames<OAuth2Options<unknown>> = {
  baseUrl: true,
  paths: { token: true, revoke: true },
  clientId: true,
  clientSecret: true,
  scope: true,
  parameters: true,
  refresh: true,
  user: { path: true, read: true },
};

/** The factory, after a look at what it is given. It hides that of `export *`. */
export const oauth2: typeof factory = ((options: OAuth2Options<unknown>) => {
  tellUnknownOptions("oauth2", options, names);
  return factory(options);
}) as typeof factory;
