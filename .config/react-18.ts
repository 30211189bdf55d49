// Makes everything in a test's process meet React 18 where it asks for React: libraries that the aliases of Vite do not reach.
import { registerHooks } from "node:module";

const home = new URL("../packages/react/package.json", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const [, name, rest] = /^(react|react-dom)(\/.*)?$/.exec(specifier) ?? [];
    if (!name) return next(specifier, context);
    return next(`${name}-18${rest ?? ""}`, { ...context, parentURL: home });
  },
});
