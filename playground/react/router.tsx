/** The places of the React page and who may go there: guards and data live in the router, none of them knows a token. */
import { safeReturnUrl } from "@sojourn/core";
import {
  type ActionFunctionArgs,
  createBrowserRouter,
  type MiddlewareFunction,
  replace,
} from "react-router";
import { pages } from "../src/frame.ts";
import { sayError } from "../src/posts.ts";
import type { Stage } from "../src/stage.ts";
import { Blog, Nothing, Problem, Waiting } from "./blog.tsx";
import { Login } from "./login.tsx";
import { PostPage } from "./post-page.tsx";
import { type Changed, Posts } from "./posts.tsx";
import { Profile } from "./profile.tsx";

/** Where the page starts; the router's own addresses begin with `/`. */
const basename = pages.react.replace(/\/$/, "");

/** The routes of a session. */
export function createRouter({ session, posts, choice }: Stage) {
  const api = posts(choice.client);
  const isLoggedIn = async () => (await session.ready()).status === "authenticated";

  const requireAuth: MiddlewareFunction = async ({ request }) => {
    if (await isLoggedIn()) return;
    const { pathname, search } = new URL(request.url);
    const returnUrl =
      (pathname.startsWith(basename) ? pathname.slice(basename.length) : pathname) + search;
    throw replace(`/login?${new URLSearchParams({ returnUrl })}`);
  };
  const leaveLogin = async ({ request }: { request: Request }) => {
    const { searchParams } = new URL(request.url);
    return (await isLoggedIn())
      ? replace(safeReturnUrl(searchParams.get("returnUrl"), "/posts"))
      : null;
  };
  /** Writes or deletes; gives what went wrong, as a sentence, so that what was typed stays. */
  const change = async ({ request }: ActionFunctionArgs): Promise<Changed> => {
    const form = await request.formData();
    const did = request.method === "DELETE" ? "Deleted." : "Posted.";
    try {
      if (did === "Deleted.") await api.remove(Number(form.get("id")));
      else await api.write(`${form.get("text")}`);
      return { did, problem: null };
    } catch (error) {
      return { did, problem: sayError(error) };
    }
  };

  const router = createBrowserRouter(
    [
      { path: "/login", loader: leaveLogin, Component: Login, HydrateFallback: Waiting },
      {
        middleware: [requireAuth],
        Component: Blog,
        HydrateFallback: Waiting,
        children: [
          {
            ErrorBoundary: Problem,
            children: [
              { path: "/", loader: () => replace("/posts"), element: null },
              { path: "/posts", loader: api.list, action: change, Component: Posts },
              {
                path: "/posts/:id",
                loader: ({ params }) => api.read(Number(params.id)),
                Component: PostPage,
              },
              { path: "/profile", loader: () => null, Component: Profile },
              { path: "*", loader: () => null, Component: Nothing },
            ],
          },
        ],
      },
    ],
    { basename },
  );

  // Somebody came or went, here or in another tab: the guards look again, and posts are loaded for who is logged in now.
  let { user } = session.getSnapshot();
  session.subscribe(() => {
    if (session.getSnapshot().user !== user) void router.revalidate();
    ({ user } = session.getSnapshot());
  });
  return router;
}
