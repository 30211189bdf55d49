/** The plain page's router: where the visitor is, and how to go elsewhere without loading the page anew. */
import { h } from "./dom.ts";
import { pages } from "./frame.ts";

/** Where this page begins. Its own addresses, like `/posts`, are below. */
const base = pages.plain.replace(/\/$/, "");

/** The present place, as an address of this page: `/posts`. */
export function here(): Pick<Location, "pathname" | "search"> {
  const { pathname, search } = location;
  return { pathname: pathname.slice(base.length) || "/", search };
}

/** Goes to an address of this page. `"replace"`: in place of the present one. Default: `"push"`. */
export function go(address: string, how: "push" | "replace" = "push"): void {
  history[`${how}State`](null, "", base + address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** A link to an address of this page. */
export function link(address: string, text: string | Node): HTMLAnchorElement {
  return h(
    "a",
    {
      href: base + address,
      onclick: (event) => {
        const { ctrlKey, metaKey, shiftKey, button } = event as MouseEvent;
        if (ctrlKey || metaKey || shiftKey || button > 0) return;
        event.preventDefault();
        go(address);
      },
    },
    text,
  );
}

/** Links to the page's places, the present one marked. */
export function createMenu(): { readonly element: HTMLElement; update(forStaff: boolean): void } {
  const staff = link("/staff", "Staff room");
  const links = [link("/posts", "Posts"), link("/profile", "Profile"), staff];
  return {
    element: h("nav", { class: "switch", "aria-label": "Microblog" }, ...links),
    /** Marks the present place. `forStaff`: whether to show the way to the staff room. */
    update(forStaff) {
      staff.hidden = !forStaff;
      for (const one of links)
        if (one.pathname === location.pathname) one.setAttribute("aria-current", "page");
        else one.removeAttribute("aria-current");
    },
  };
}
