// Resolves React to React 18 in the process of a test, also for libraries that the aliases of Vite do not reach.
import { createRequire, registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { resolve: find } = createRequire(resolve("packages/react/package.json"));

registerHooks({
  resolve(specifier, context, next) {
    const [, name, rest = ""] = /^(react|react-dom)(\/.*)?$/.exec(specifier) ?? [];
    if (!name) return next(specifier, context);
    const url = pathToFileURL(find(`${name}-18${rest}`)).href;
    return { url, format: "commonjs", shortCircuit: true };
  },
});
