// Links of the pages. They are written for GitHub, so that they work in a clone too; this makes them work on the site.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { MarkdownRenderer } from "vitepress";

const root = join(import.meta.dirname, "../..");
const docs = join(root, "docs");

/** How GitHub names a heading in an address. A name that is there already gets a number behind it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

const manifest = JSON.parse(readFileSync(join(root, "packages/core/package.json"), "utf8"));

/** Where the repository is on the web, as the manifest of the core says. */
export const repository: string = manifest.repository.url
  .replace(/^git\+/, "")
  .replace(/\.git$/, "");

/** A plugin of markdown-it: links to files outside of `docs` lead to the repository, and links to a README to its folder. */
export function fixLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("links-of-the-repository", ({ tokens, env }) => {
    const page: string = env.path ?? "";
    const links = tokens
      .flatMap(({ children }) => children ?? [])
      .filter(({ type }) => type === "link_open");
    for (const link of links) {
      const href = link.attrGet("href") ?? "";
      const outside = pathOutside(page, href);
      if (outside !== null) link.attrSet("href", repositoryLink(outside));
      else if (isLocal(href)) link.attrSet("href", href.replace(/README\.md(?=#|$)/, "index.md"));
    }
  });
}

function isLocal(href: string): boolean {
  return !/^([a-z]+:|#|\/)/i.test(href);
}

/** The path in the repository of a link that leads out of `docs`. `null`: it does not. */
function pathOutside(page: string, href: string): string | null {
  if (!isLocal(href)) return null;
  const target = join(dirname(page), href);
  return relative(docs, target).startsWith("..") ? relative(root, target) : null;
}

/** The README is the home of the site. */
function repositoryLink(path: string): string {
  if (path === "README.md") return "/";
  return `${repository}/tree/main/${path}`;
}
