/** The small microblog of every mock server: the current user; read, write and delete posts. */
import type { Context, Route } from "./drf.ts";
import { readFields } from "./fields.ts";
import { json, Refusal, type ServerResponse } from "./http.ts";
import { findUser, type Post, type State } from "./state.ts";

const PAGE_SIZE = 20;
const noPost = "No Post matches the given query.";

/** `posts/` and `posts/<id>/`. */
export const postRoutes: readonly Route[] = [
  {
    path: "posts/",
    allow: "users",
    views: {
      GET: (context) => listPosts(context),
      POST: (context) => {
        const { text } = readFields(context.data(), { text: { maxLength: 280 } });
        return addPost(context, text);
      },
    },
  },
  {
    path: "posts/<int>/",
    allow: "users",
    views: {
      GET: (context) => showPost(context, noPost),
      DELETE: (context) => deletePost(context, noPost),
    },
  },
];

/** `me/`: `{id, username, email, is_staff}`. */
export function meRoute(path: string, loginField: "username" | "email"): Route {
  return {
    path,
    allow: "users",
    views: {
      GET: ({ user }) =>
        json(200, {
          id: user?.id,
          username: user?.[loginField],
          email: user?.email,
          is_staff: user?.staff,
        }),
    },
  };
}

/** Adds a post of the user, and answers with it. */
export function addPost({ state, now, user }: Context, text: string): ServerResponse {
  state.last.post += 1;
  const post = { id: state.last.post, author: user?.id ?? 0, text, created: now };
  state.posts.unshift(post);
  return json(201, show(state, post));
}

/** One post. `missing` is the message for an id without one. */
export function showPost(context: Context, missing: string): ServerResponse {
  return json(200, show(context.state, find(context, missing)));
}

/** Deletes a post of the user. */
export function deletePost(context: Context, missing: string): ServerResponse {
  const post = find(context, missing);
  if (post.author !== context.user?.id) {
    throw new Refusal(403, { detail: "You may delete only your own posts." });
  }
  context.state.posts = context.state.posts.filter(({ id }) => id !== post.id);
  return json(204);
}

/** A page of posts, newest first. */
export function listPosts({ state, request }: Context): ServerResponse {
  const pages = Math.max(1, Math.ceil(state.posts.length / PAGE_SIZE));
  const asked = new URLSearchParams(request.query).get("page") ?? "1";
  const page = asked === "last" ? pages : Number(asked);
  if (!Number.isInteger(page) || page < 1 || page > pages) {
    throw new Refusal(404, { detail: "Invalid page." });
  }
  const link = (to: number): string | null => {
    if (to < 1 || to > pages) return null;
    if (to === 1) return `${request.base}${request.path}`;
    return `${request.base}${request.path}?page=${to}`;
  };
  const start = (page - 1) * PAGE_SIZE;
  return json(200, {
    count: state.posts.length,
    next: link(page + 1),
    previous: link(page - 1),
    results: state.posts.slice(start, start + PAGE_SIZE).map((post) => show(state, post)),
  });
}

function find({ state, id }: Context, missing: string): Post {
  const post = state.posts.find((one) => String(one.id) === id);
  if (!post) throw new Refusal(404, { detail: missing });
  return post;
}

function show(state: State, { id, author, text, created }: Post): object {
  const name = findUser(state, "id", author)?.username;
  return { id, author: name, text, created: new Date(created).toISOString() };
}
