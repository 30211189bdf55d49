/** Several pages in one Vite app: each answers for all addresses below its own, so that deep links work. */
import type { Connect, Plugin } from "vite";

/** Sends `/react/posts/3` to `/react/index.html`; files, which have a dot in their name, are left alone. */
export function pages(...names: readonly string[]): Plugin {
  const rewrite: Connect.NextHandleFunction = (request, _response, next) => {
    const [path = "", query] = (request.originalUrl ?? "").split("?");
    const name = names.find((one) => path === `/${one}` || path.startsWith(`/${one}/`));
    if (name && !path.includes(".")) request.url = `/${name}/index.html${query ? `?${query}` : ""}`;
    next();
  };
  return {
    name: "sojourn-pages",
    config: () => ({
      build: {
        rolldownOptions: {
          input: ["index.html", "start/tab.html", ...names.map((name) => `${name}/index.html`)],
        },
      },
    }),
    configureServer: ({ middlewares }) => void middlewares.use(rewrite),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(rewrite),
  };
}
