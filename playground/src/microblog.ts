/** A microblog: reads the posts, writes one, deletes one's own. It knows nothing of tokens. */
import { dateAndTime } from "./clock.ts";
import { announce, h } from "./dom.ts";
import { type Post, type PostsApi, sayError } from "./posts.ts";
import { link } from "./router.ts";

/** How long a post may be. */
const LONGEST = 280;

/** The microblog of this user. `api` is asked for at each use, so that it can be exchanged under way. */
export function createMicroblog(api: () => PostsApi, username: string): HTMLElement {
  let posts: readonly Post[] = [];
  /** Raised by each change: a list that was asked for before it is out of date. */
  let revision = 0;
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const list = h("ul", { class: "posts", "aria-label": "Posts" });
  const empty = h("p", { class: "empty", hidden: true }, "No posts yet. Write the first one.");
  const text = h("textarea", { id: "post-text", rows: 2, maxlength: LONGEST });

  const show = (next: readonly Post[]): void => {
    revision += 1;
    posts = next;
    empty.hidden = posts.length > 0;
    list.replaceChildren(
      ...posts.map((post) => createPost(post, post.author === username ? remove : null)),
    );
  };
  /** Runs one exchange with the server and shows what went wrong. */
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    problem.hidden = true;
    try {
      await work();
    } catch (error) {
      problem.textContent = sayError(error);
      problem.hidden = false;
    }
  };
  const load = (): Promise<void> =>
    attempt(async () => {
      const mine = revision;
      const found = await api().list();
      if (mine === revision) show(found);
    });
  const write = (): Promise<void> =>
    attempt(async () => {
      const post = await api().write(text.value);
      text.value = "";
      show([post, ...posts]);
      announce("Posted.");
    });
  const remove = ({ id }: Post): Promise<void> =>
    attempt(async () => {
      await api().remove(id);
      show(posts.filter((post) => post.id !== id));
      announce("Deleted.");
      text.focus(); // the button that had the focus is gone
    });

  void load();
  return h(
    "section",
    { class: "card", "aria-labelledby": "place" },
    h(
      "div",
      { class: "card-head" },
      h("h2", { id: "place", tabindex: -1 }, "Microblog"),
      h("button", { type: "button", onclick: () => void load() }, "Reload posts"),
    ),
    h(
      "form",
      {
        class: "compose",
        onsubmit: (event) => {
          event.preventDefault();
          void write();
        },
      },
      h("label", { for: "post-text" }, "Write a post"),
      text,
      h("button", { type: "submit", class: "primary" }, "Post"),
    ),
    problem,
    empty,
    list,
  );
}

/** A post in a list. `remove`: what its button does; `null`: it has none. */
export function createPost(post: Post, remove: ((post: Post) => void) | null): HTMLElement {
  const button =
    remove &&
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": `Delete “${post.text}”`,
        onclick: () => remove(post),
      },
      "Delete",
    );
  return h(
    "li",
    {},
    h(
      "p",
      { class: "byline" },
      h("strong", {}, post.author),
      link(`/posts/${post.id}`, h("time", { datetime: post.created }, dateAndTime(post.created))),
    ),
    h("p", {}, post.text),
    button,
  );
}
