/** The routes of the React page, with their guards and data. None of them knows a token. */
import { safeReturnUrl } from "@sojourn/core";
import { createBrowserRouter, type MiddlewareFunction, replace } from "react-router";
import { pages } from "../src/frame.ts";
import type { OpenPage } from "../src/open-page.ts";
import { Blog, Nothing, Problem, Waiting } from "./blog.tsx";
import { Login } from "./login.tsx";
import { PostPage } from "./post-page.tsx";
import { Posts } from "./posts.tsx";
import { createPostsData } from "./posts-data.ts";
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
  const data = createPostsData(api);
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
  const router = createBrowserRouter(
    [
      {
        path: "/login",
        loader: leaveLogin,
        element: <Login page={page} />,
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
              { path: "/posts", loader: data.list, action: data.change, Component: Posts },
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
    data.forget();
    void router.revalidate();
  });
  return router;
}
