/**
 * `@sojourn/django` in development builds: the same exports, but each factory tells of options that it does not know. Bundlers choose it by
 * the export condition `development`.
 */
import { tellUnknownOptions } from "@sojourn/core";
import * as factories from "./index.ts";
import { optionNames } from "./option-names.ts";

export * from "./index.ts";

type Factory = (options: never) => object;
type Factories = typeof factories;

/** The factory, after a look at what it is given. */
function telling<Known extends Factory>(name: keyof Factories, factory: Known): Known {
  const telling: Factory = (options) => {
    tellUnknownOptions(name, options, optionNames[name]);
    return factory(options);
  };
  return telling as Known;
}

// They hide those of `export *`.
export const allauthHeadless: Factories["allauthHeadless"] = telling(
  "allauthHeadless",
  factories.allauthHeadless,
);
export const authToken: Factories["authToken"] = telling("authToken", factories.authToken);
export const djRestAuth: Factories["djRestAuth"] = telling("djRestAuth", factories.djRestAuth);
export const djRestAuthJwt: Factories["djRestAuthJwt"] = telling(
  "djRestAuthJwt",
  factories.djRestAuthJwt,
);
export const djangoRestFrameworkJwt: Factories["djangoRestFrameworkJwt"] = telling(
  "djangoRestFrameworkJwt",
  factories.djangoRestFrameworkJwt,
);
export const djoser: Factories["djoser"] = telling("djoser", factories.djoser);
export const djoserJwt: Factories["djoserJwt"] = telling("djoserJwt", factories.djoserJwt);
export const drfJwt: Factories["drfJwt"] = telling("drfJwt", factories.drfJwt);
export const knox: Factories["knox"] = telling("knox", factories.knox);
export const ninjaJwt: Factories["ninjaJwt"] = telling("ninjaJwt", factories.ninjaJwt);
export const sessionAuth: Factories["sessionAuth"] = telling("sessionAuth", factories.sessionAuth);
export const simpleJwt: Factories["simpleJwt"] = telling("simpleJwt", factories.simpleJwt);
export const slidingJwt: Factories["slidingJwt"] = telling("slidingJwt", factories.slidingJwt);
