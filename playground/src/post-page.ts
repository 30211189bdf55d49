/** One post, at an address of its own. */

import { h } from "./dom.ts";
import { createPost } from "./microblog.ts";
import { type PostsApi, sayError } from "./posts.ts";
import { link } from "./router.ts";

/** The card of a post. */
export function createPostPage(api: PostsApi, id: number): HTMLElement {
  const body = h("div", {}, h("p", { class: "empty" }, "One moment …"));
  void api.read(id).then(
    (post) => body.replaceChildren(h("ul", { class: "posts" }, createPost(post, null))),
    (error) => body.replaceChildren(h("p", { class: "problem", role: "alert" }, sayError(error))),
  );
  return h(
    "section",
    { class: "card", "aria-labelledby": "place" },
    h(
      "div",
      { class: "card-head" },
      h("h2", { id: "place", tabindex: -1 }, `Post ${id}`),
      link("/posts", "All posts"),
    ),
    body,
  );
}
