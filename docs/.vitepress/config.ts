// The site: VitePress on the pages of `docs`. `pnpm run docs` builds it, `pnpm docs:dev` serves it.
import { defineConfig } from "vitepress";
import { nameFiles } from "./code-blocks.ts";
import { anchorOf, fixLinks, repository } from "./links.ts";
import { sidebar } from "./sidebar.ts";

export default defineConfig({
  title: "Sojourn",
  description: "Keeps people logged in exactly as long as they should be.",
  lang: "en",
  cleanUrls: true,
  lastUpdated: false,
  cacheDir: "../node_modules/.cache/sojourn/vitepress",
  head: [["link", { rel: "icon", href: "data:," }]],
  rewrites: {
    "decisions/README.md": "decisions/index.md",
    "recipes/README.md": "recipes/index.md",
    "ssr/README.md": "ssr/index.md",
    "moving-over/README.md": "moving-over/index.md",
  },
  markdown: {
    linkify: false, // the addresses in messages are examples
    attrs: { disable: true }, // braces in the pages are JSON and JSX
    anchor: { slugify: anchorOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(markdown) {
      fixLinks(markdown);
      nameFiles(markdown);
    },
  },
  vite: {
    build: { chunkSizeWarningLimit: 4000 }, // the search index is one file
  },
  themeConfig: {
    nav: [
      { text: "Start", link: "/start/", activeMatch: "^/start/" },
      { text: "Options", link: "/options" },
      { text: "Backends", link: "/backends" },
      { text: "Troubleshooting", link: "/troubleshooting" },
      { text: "API", link: "/api/@sojourn/core", activeMatch: "^/api/" },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: "local" },
    externalLinkIcon: true,
    socialLinks: [{ icon: "github", link: repository }],
    footer: { message: "MIT licensed." },
  },
});
