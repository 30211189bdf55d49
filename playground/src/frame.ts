/** The frame that all pages share: the name, the way to the other pages, and the choice. */
import { type Choice, type ClientName, nameChoice } from "./choice.ts";
import { createChoiceBar } from "./choice-bar.ts";
import { h } from "./dom.ts";

/** The pages of the playground: the first screen, and one app, written three times. */
export const pages = {
  start: "/",
  plain: "/plain/",
  react: "/react/",
  angular: "/angular/",
} as const;

/** The name of a page. */
export type PageName = keyof typeof pages;

const labels: Record<PageName, string> = {
  start: "Start",
  plain: "Plain",
  react: "React",
  angular: "Angular",
};

/** Links to all pages, the present one marked. */
export function createPagesMenu(page: PageName): HTMLElement {
  const links = (Object.keys(pages) as PageName[]).map((name) =>
    h("a", { href: pages[name], "aria-current": name === page ? "page" : null }, labels[name]),
  );
  return h("nav", { class: "switch", "aria-label": "Pages" }, ...links);
}

/** Puts the frame around a page. Returns how to show another choice in it. */
export function showFrame(
  page: PageName,
  choose: (choice: Choice) => void,
  clients: readonly ClientName[],
): (choice: Choice) => void {
  const menu = createPagesMenu(page);
  const bar = h("div");
  let shown: Choice | null = null;
  const take = (choice: Choice): void => {
    shown = choice;
    choose(choice);
  };
  document.body.prepend(
    h(
      "header",
      { class: "top" },
      h(
        "div",
        { class: "brand" },
        h("h1", {}, "Sojourn ", h("small", {}, "playground")),
        h("p", {}, "Log in, then break things. The timeline tells what happens to the token."),
        menu,
      ),
      bar,
    ),
  );
  return (choice) => {
    // The controls that made a choice show it already, and keep the focus.
    if (choice !== shown) bar.replaceChildren(createChoiceBar(choice, take, clients));
    shown = choice;
    // A new tab or page remembers nothing.
    for (const link of menu.querySelectorAll("a"))
      link.href = `${new URL(link.href).pathname}${nameChoice(choice)}`;
  };
}
