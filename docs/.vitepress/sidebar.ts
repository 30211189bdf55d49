// The sidebar: groups of pages. A page that no group names joins the last group by itself, so that none is lost.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { entryPoints } from "./api.ts";

type Item = DefaultTheme.SidebarItem;

interface Group {
  readonly text: string;
  /** Pages in this order, and folders, whose pages follow by title. */
  readonly pages: readonly string[];
  readonly collapsed?: boolean;
}

const docs = join(import.meta.dirname, "..");

const groups: readonly Group[] = [
  {
    text: "Start",
    pages: [
      "start/index.md",
      "start/react.md",
      "start/angular.md",
      "start/axios.md",
      "start/fetch.md",
      "start/plain-page.md",
    ],
  },
  { text: "Moving over", pages: ["moving-over/", "tutorials.md"], collapsed: true },
  { text: "Bindings", pages: ["react.md", "angular.md", "axios.md"] },
  { text: "Server rendering", pages: ["ssr/"], collapsed: true },
  {
    text: "Guide",
    pages: [
      "options.md",
      "errors.md",
      "ways-in.md",
      "tabs.md",
      "idle.md",
      "cookies.md",
      "cookie-mode.md",
      "vault.md",
      "security.md",
      "security/",
      "testing-your-app.md",
      "testing-your-app/",
    ],
  },
  {
    text: "Servers",
    pages: ["backends.md", "other-servers.md", "django-settings.md"],
  },
  { text: "Recipes", pages: ["recipes/"], collapsed: true },
  { text: "Help", pages: ["troubleshooting.md", "faq.md", "glossary.md"] },
  {
    text: "How it is built",
    pages: ["architecture.md", "performance.md", "consumers.md", "contributing.md", "decisions/"],
    collapsed: true,
  },
];

/** Short names for the sidebar, where the title of a page is long. */
const shortNames: Readonly<Record<string, string>> = {
  "start/index.md": "Which start?",
  "errors.md": "Errors and ends",
  "ways-in.md": "Ways in and out",
  "security/asvs.md": "OWASP ASVS",
  "security/oauth-bcp.md": "RFC 10017",
};

/** All pages that a person wrote, as paths below `docs`. */
function writtenPages(folder = ""): string[] {
  return readdirSync(join(docs, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return isMade(entry.name) ? [] : writtenPages(`${path}/`);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Folders without written pages. */
function isMade(folder: string): boolean {
  return folder.startsWith(".") || ["node_modules", "public", "api"].includes(folder);
}

export function sidebar(): Item[] {
  const pages = writtenPages().filter((page) => page !== "index.md");
  const taken = new Set<string>();
  const items = groups.map(({ text, collapsed, pages: wanted }): Item => {
    const found = wanted.flatMap((one) => pagesOf(one, pages)).filter((page) => !taken.has(page));
    for (const page of found) taken.add(page);
    return { text, ...(collapsed && { collapsed }), items: found.map(itemOf) };
  });
  const others = pages.filter((page) => !taken.has(page));
  if (others.length > 0) items.push({ text: "More", items: others.map(itemOf) });
  return [...items, reference()].filter((group) => group.items?.length !== 0);
}

/** The page itself, or those of a folder: its first page, then by file name. */
function pagesOf(wanted: string, pages: readonly string[]): string[] {
  if (!wanted.endsWith("/")) return pages.filter((page) => page === wanted);
  const isFirst = (page: string): boolean => /\/(README|index)\.md$/.test(page);
  const inFolder = pages.filter((page) => page.startsWith(wanted)).sort();
  return [...inFolder.filter(isFirst), ...inFolder.filter((page) => !isFirst(page))];
}

function itemOf(page: string): Item {
  return { text: shortNames[page] ?? titleOf(page), link: linkOf(page) };
}

/** The first heading of a page, without its marks. */
function titleOf(page: string): string {
  const [, title = page] = /^# (.*)$/m.exec(readFileSync(join(docs, page), "utf8")) ?? [];
  return title.replaceAll("`", "");
}

function linkOf(page: string): string {
  return `/${page
    .replace(/README\.md$/, "")
    .replace(/index\.md$/, "")
    .replace(/\.md$/, "")}`;
}

function reference(): Item {
  const pages = entryPoints.filter(({ name }) => existsSync(join(docs, `api/${name}.md`)));
  return {
    text: "API reference",
    collapsed: true,
    items: pages.map(({ name }) => ({ text: name, link: `/api/${name}` })),
  };
}
