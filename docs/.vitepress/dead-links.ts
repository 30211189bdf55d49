// Looks at the built pages: every link and every anchor inside the site leads somewhere.
import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The links that lead nowhere, as lines of text: the link, and the pages that have it. */
export function deadLinks(site: string): string[] {
  const pages = new Map<string, string>();
  for (const file of globSync("**/*.html", { cwd: site }).sort())
    pages.set(addressOf(file), readFileSync(join(site, file), "utf8"));
  const anchors = new Map([...pages].map(([page, html]) => [page, anchorsOf(html)]));

  const dead = new Map<string, string[]>();
  for (const [page, html] of pages)
    for (const link of linksOf(html)) {
      const { pathname, hash } = new URL(link, `https://site${page}`);
      if (leadsSomewhere(anchors, decodeURI(pathname), decodeURIComponent(hash.slice(1)))) continue;
      const target = decodeURI(pathname) + hash;
      dead.set(target, [...(dead.get(target) ?? []), page]);
    }
  return [...dead].map(([target, [first, ...others]]) => {
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    return `${target} (from ${first}${more})`;
  });
}

function leadsSomewhere(
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  path: string,
  anchor: string,
): boolean {
  const page = anchors.get(path.replace(/\.html$/, ""));
  if (page) return anchor === "" || page.has(anchor);
  return isFile(path);
}

/** How many pages there are. */
export function countPages(site: string): number {
  return globSync("**/*.html", { cwd: site }).length;
}

function addressOf(file: string): string {
  const path = posix.join("/", file.replaceAll("\\", "/"));
  return path.replace(/index\.html$/, "").replace(/\.html$/, "");
}

/** Scripts, styles and pictures, which the bundler has checked. */
function isFile(pathname: string): boolean {
  return /\.[a-z0-9]+$/.test(pathname);
}

function linksOf(html: string): string[] {
  const links = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href = ""]) =>
    href.replaceAll("&amp;", "&").replaceAll("&#39;", "'"),
  );
  return [...new Set(links)].filter((link) => !/^[a-z]+:/i.test(link));
}

function anchorsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id));
}
