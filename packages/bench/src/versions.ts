/** The versions of the peers, as installed. */
import { readFileSync } from "node:fs";

/** `"zustand 5.1.0"`; a name that is no package stays as it is. */
export function withVersion(name: string): string {
  const [packageName = ""] = name.split(", ");
  try {
    const manifest = new URL(`../node_modules/${packageName}/package.json`, import.meta.url);
    const { version, private: isOurs } = JSON.parse(readFileSync(manifest, "utf8"));
    return isOurs || packageName.startsWith("@sojourn/")
      ? name
      : name.replace(packageName, `${packageName} ${version}`);
  } catch {
    return name;
  }
}
