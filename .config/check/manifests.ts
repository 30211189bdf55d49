// A part of `pnpm check`: what the page of a package on npm is made of. The address of the repository stands once, as "repository" in
// the package.json of the workspace; the packages and the links in their READMEs follow it. The addresses on a CDN in the docs name the
// version of the packages. `node .config/check/manifests.ts --write` brings a new address and a new version into all of them.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { publishedPackages, root } from "../build/packages.ts";

/** The range of every peer that is one of ours: docs/releases.md says why. */
const PEER_RANGE = />=0\.\d+\.\d+ <1$/;

const repository: string = readJson(join(root, "package.json")).repository;
const shallWrite = process.argv.includes("--write");
const complaints: string[] = [];

const packages = publishedPackages();
for (const { folder } of packages) {
  checkManifest(folder);
  checkReadme(folder);
}
const versions = new Set(
  packages.map(({ folder }) => readJson(join(folder, "package.json")).version),
);
if (versions.size > 1) complaints.push(`one version for all packages, not ${[...versions]}`);
const [version] = versions;
for (const page of globSync("docs/{*,start/*}.md", { cwd: root })) checkAddressesOnCdn(page);

for (const complaint of complaints) console.log(complaint);
if (complaints.length === 0)
  console.log(`${packages.length} manifests and READMEs are fit for npm`);
else process.exitCode = 1;

function checkManifest(folder: string): void {
  const path = join(folder, "package.json");
  const manifest = readJson(path);
  const name = basename(folder);
  const wanted = {
    license: "MIT",
    homepage: `${repository}/tree/main/packages/${name}#readme`,
    bugs: `${repository}/issues`,
    repository: { type: "git", url: `git+${repository}.git`, directory: `packages/${name}` },
    engines: { node: ">=20" },
  };
  if (shallWrite) writeFileSync(path, `${JSON.stringify({ ...manifest, ...wanted }, null, 2)}\n`);
  else
    for (const [field, value] of Object.entries(wanted))
      if (JSON.stringify(manifest[field]) !== JSON.stringify(value))
        complaints.push(`${name}: "${field}" should be ${JSON.stringify(value)}`);
  if (!manifest.description) complaints.push(`${name}: no "description"`);
  if ((manifest.keywords ?? []).length < 3) complaints.push(`${name}: too few "keywords"`);
  if (!manifest.files?.includes("CHANGELOG.md"))
    complaints.push(`${name}: CHANGELOG.md is left out`);
  for (const [peer, range] of Object.entries<string>(manifest.peerDependencies ?? {}))
    if (peer.startsWith("@sojourn/") && !PEER_RANGE.test(range))
      complaints.push(`${name}: the peer ${peer} should have a range like ">=0.1.0 <1"`);
}

/** A README is shown on npm, where relative links lead nowhere. */
function checkReadme(folder: string): void {
  const path = join(folder, "README.md");
  const name = basename(folder);
  let text = readFileSync(path, "utf8");
  if (shallWrite) {
    text = text.replaceAll(
      /\]\(((?:\.\.\/)[^)\s]+)\)/g,
      (_, link) => `](${absolute(folder, link)})`,
    );
    text = text.replaceAll(
      /https:\/\/github\.com\/[\w.-]+\/[\w.-]+(?=\/(?:blob|tree)\/main\/)/g,
      repository,
    );
    writeFileSync(path, text);
  }
  if (!new RegExp(`npm install .*@sojourn/${name}\\b`).test(text))
    complaints.push(`${name}: its README has no line to install it`);
  for (const [, link = ""] of text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)) {
    if (link.startsWith("#")) continue;
    if (!link.startsWith("https://"))
      complaints.push(`${name}: its README has the relative link ${link}`);
    if (link.startsWith(`${repository}/`) && !leadsSomewhere(link))
      complaints.push(`${name}: its README links to ${link}, which does not exist`);
  }
}

/** An address on a CDN has a version: that of the packages. */
function checkAddressesOnCdn(page: string): void {
  const text = readFileSync(join(root, page), "utf8");
  const mended = text.replaceAll(/(?<=\/npm\/@sojourn\/\w+@)[^/\s]+/g, `${version}`);
  if (mended === text) return;
  if (shallWrite) writeFileSync(join(root, page), mended);
  else complaints.push(`${page}: the address on the CDN should have the version ${version}`);
}

/** Whether a link into the repository names a file or folder of it, and a heading of that file. */
function leadsSomewhere(link: string): boolean {
  const [, path = "", anchor] = link.match(/\/(?:blob|tree)\/main\/([^#]*)(?:#(.*))?$/) ?? [];
  const file = join(root, path);
  if (!existsSync(file) || anchor === undefined) return existsSync(file);
  const headings = readFileSync(file, "utf8").match(/^#+ .*$/gm) ?? [];
  return headings.some((heading) => anchorOf(heading) === anchor);
}

/** How GitHub names a heading in an address. */
function anchorOf(heading: string): string {
  const words = heading.replace(/^#+ /, "").toLowerCase();
  return words.replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}

/** The address in the repository of a link to a file or a folder. */
function absolute(folder: string, link: string): string {
  const [path = "", anchor] = link.split("#");
  const inside = resolve(folder, path).slice(resolve(root).length + 1);
  const kind = inside.endsWith(".md") ? "blob" : "tree";
  return `${repository}/${kind}/main/${inside}${anchor ? `#${anchor}` : ""}`;
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}
