// Code blocks of the pages: a block that begins "```ts src/session.ts" shows the name of its file.
import type { MarkdownRenderer } from "vitepress";

/** A plugin of markdown-it. */
export function nameFiles(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  if (!fence) return;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const block = fence(tokens, index, ...rest);
    const file = fileOf(tokens[index]?.info ?? "");
    if (!file) return block;
    return `<p class="file-of-block"><code>${markdown.utils.escapeHtml(file)}</code></p>${block}`;
  };
}

/** The file behind the language: "ts src/session.ts". `undefined`: there is none. */
function fileOf(info: string): string | undefined {
  return info.split(" ").find((word) => /^[\w./-]+\.(tsx?|js|html|astro)$/.test(word));
}
