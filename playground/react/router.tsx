/** The routes of the React page, with their guards and data. None of them knows a token. */
import { safeReturnUrl } from "@sojourn/core";
import {
  type ActionFunctionArgs,
  createBrowserRouter,
  type MiddlewareFunction,
  replace,
} from "react-router";
import { pages } from "../src/frame.ts";
import type { OpenPage } from "../src/open-page.ts";
import { type Post, sayError } from "../src/posts.ts";
import { Blog, Nothing, Problem, Waiting } from "./blog.tsx";
import { Login } from "./login.tsx";
import { PostPage } from "./post-page.tsx";
import { type Changed, type Loaded, Posts } from "./posts.tsx";
import { Profile } from "./profile.tsx";
import { Forbidden, StaffRoom } from "./staff-room.tsx";

/** The root of the page. The router's own paths begin with `/`. */
const basename = pages.react.replace(/\/$/, "");

/** A path of the page as the router knows it. */
function withoutBase(pathname: string): string {
  if (!pathname.startsWith(basename)) return pathname;
  return pathname.slice(basename.length);
}

/** Makes the router for a session. */
export function createRouter(page: OpenPage) {
  const { session, posts, choice } = page;
  const api = posts(choice.client);
  const isLoggedIn = async () => (await session.ready()).status === "authenticated";

  const requireAuth: MiddlewareFunction = async ({ request }) => {
    if (await isLoggedIn()) return;
    const { pathname, search } = new URL(request.url);
    const returnUrl = withoutBase(pathname) + search;
    throw replace(`/login?${new URLSearchParams({ returnUrl })}`);
  };
  const requireStaff: MiddlewareFunction = () => {
    if (!session.getSnapshot().user?.isStaff) throw replace("/forbidden");
  };
  const leaveLogin = async ({ request }: { request: Request }) => {
    const { searchParams } = new URL(request.url);
    if (!(await isLoggedIn())) return null;
    return replace(safeReturnUrl(searchParams.get("returnUrl"), "/posts"));
  };
  /** The posts as they were last read: what stands on the screen while they cannot be read. */
  let known: readonly Post[] = [];
  /** An error becomes a sentence: an error boundary would take the place of the form, and of the text in it. */
  const list = async (): Promise<Loaded> => {
    try {
      known = await api.list();
      return { posts: known, problem: null };
    } catch (error) {
      return { posts: known, problem: sayError(error) };
    }
  };
  /** Writes or deletes a post. An error becomes a sentence, so that the form keeps its text. */
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
      {
        path: "/login",
        loader: leaveLogin,
        element: <Login stage={page} />,
        HydrateFallback: Waiting,
      },
      {
        middleware: [requireAuth],
        element: <Blog page={page} />,
        HydrateFallback: Waiting,
        children: [
          {
            ErrorBoundary: Problem,
            children: [
              { path: "/", loader: () => replace("/posts"), element: null },
              { path: "/posts", loader: list, action: change, Component: Posts },
              {
                path: "/posts/:id",
                loader: ({ params }) => api.read(Number(params.id)),
                Component: PostPage,
              },
              { path: "/profile", loader: () => null, Component: Profile },
              {
                path: "/staff",
                middleware: [requireStaff],
                loader: () => null,
                Component: StaffRoom,
              },
              { path: "/forbidden", loader: () => null, Component: Forbidden },
              { path: "*", loader: () => null, Component: Nothing },
            ],
          },
        ],
      },
    ],
    { basename },
  );

  // When the user changes, here or in another tab, run the guards again and load the posts for the new user.
  let { user } = session.getSnapshot();
  session.subscribe(() => {
    if (session.getSnapshot().user === user) return;
    ({ user } = session.getSnapshot());
    known = [];
    void router.revalidate();
  });
  return router;
}
