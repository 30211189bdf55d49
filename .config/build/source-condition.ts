// The private export condition that makes Vite and Vitest read the sources of our packages, not builds.
import { defaultClientConditions, defaultServerConditions } from "vite";

export const sourceCondition = "sojourn-source";

/** For `resolve`, `ssr` of a Vite config: `{ ...fromSources }`. */
export const fromSources = {
  resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [sourceCondition, ...defaultServerConditions] } },
};
