/** The microblog of {@link postRoutes}, as Django Ninja would serve it. */
import type { Route } from "./drf.ts";
import { addPost, deletePost, listPosts, meRoute, showPost } from "./microblog.ts";
import { invalid, readBody, readTexts } from "./ninja.ts";

/** `me/`, `posts/` and `posts/<id>/`. */
export function ninjaMicroblog(me: string, loginField: "username" | "email"): Route[] {
  return [
    meRoute(me, loginField),
    {
      path: "posts/",
      allow: "users",
      views: {
        GET: (context) => {
          checkPage(context.request.query);
          return listPosts(context);
        },
        POST: (context) => {
          const body = readBody(context, "new");
          const { text } = readTexts(body, "new", { text: { minLength: 1, maxLength: 280 } });
          return addPost(context, text);
        },
      },
    },
    {
      path: "posts/<int>/",
      allow: "users",
      views: {
        GET: (context) => showPost(context, "Not Found"),
        DELETE: (context) => deletePost(context, "Not Found"),
      },
    },
  ];
}

/** Throws a 422 for a page that is no number. */
function checkPage(query: string): void {
  const page = new URLSearchParams(query).get("page") ?? "1";
  if (/^-?\d+$/.test(page)) return;
  const msg = "Input should be a valid integer, unable to parse string as an integer";
  throw invalid([{ type: "int_parsing", loc: ["query", "page"], msg }]);
}
