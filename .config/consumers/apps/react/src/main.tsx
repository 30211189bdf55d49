import { safeReturnUrl } from "@sojourn/core";
import { SessionProvider } from "@sojourn/react";
import { createRoot } from "react-dom/client";
import {
  createBrowserRouter,
  type LoaderFunctionArgs,
  RouterProvider,
  redirect,
  useLoaderData,
} from "react-router";
import { Login } from "./login";
import { type Post, Posts } from "./posts";
import { session } from "./session";

const isLoggedIn = async () => (await session.ready()).status === "authenticated";

async function loadPosts({ request }: LoaderFunctionArgs) {
  const returnUrl = new URL(request.url).pathname;
  if (!(await isLoggedIn())) throw redirect(`/login?${new URLSearchParams({ returnUrl })}`);
  const { results } = await (await session.fetch("posts/")).json();
  return results as Post[];
}

async function leaveLogin({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  return (await isLoggedIn()) ? redirect(safeReturnUrl(searchParams.get("returnUrl"))) : null;
}

function PostsPage() {
  return <Posts posts={useLoaderData<Post[]>()} />;
}

const router = createBrowserRouter([
  { path: "/", element: <a href="/posts">Posts</a>, HydrateFallback: () => null },
  { path: "/login", loader: leaveLogin, Component: Login, HydrateFallback: () => null },
  { path: "/posts", loader: loadPosts, Component: PostsPage, HydrateFallback: () => null },
]);

let { user } = session.getSnapshot();
session.subscribe(() => {
  if (session.getSnapshot().user !== user) void router.revalidate();
  ({ user } = session.getSnapshot());
});

createRoot(document.querySelector("#root") as HTMLElement).render(
  <SessionProvider session={session}>
    <RouterProvider router={router} />
  </SessionProvider>,
);
