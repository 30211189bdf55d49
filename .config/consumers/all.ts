// All consumers, in the order of the table.
import { angularApps } from "./angular.ts";
import { bundlers } from "./bundlers.ts";
import type { Consumer } from "./consumer.ts";
import { plainPages } from "./plain-pages.ts";
import { serverFrameworks } from "./server-frameworks.ts";

export const allConsumers: readonly Consumer[] = [
  ...bundlers,
  ...plainPages,
  ...serverFrameworks,
  ...angularApps,
];
