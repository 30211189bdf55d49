// The private export condition with which Vite and Vitest read the sources of our packages instead of their builds.
import { defaultClientConditions, defaultServerConditions } from "vite";

export const sourceCondition = "sojourn-source";

/** The `resolve` and `ssr` options of a Vite config: `{ ...fromSources }`. */
export const fromSources = {
  resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [sourceCondition, ...defaultServerConditions] } },
};
