// An app with TanStack Router: `beforeLoad` guards its routes, loaders fetch, and the guards run again when somebody logs in or out.
import { safeReturnUrl } from "@sojourn/core";
import { SessionProvider, useAuth } from "@sojourn/react";
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  redirect,
} from "@tanstack/react-router";
import { Login } from "./login.tsx";
import { session } from "./session.ts";

const isLoggedIn = async () => (await session.ready()).status === "authenticated";

const rootRoute = createRootRoute();

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search: { returnUrl?: string }) => search,
  // Takes logged-in users to the return URL, never out of the app.
  beforeLoad: async ({ search }) => {
    if (await isLoggedIn())
      throw redirect({ href: safeReturnUrl(search.returnUrl), replace: true });
  },
  component: Login,
});

/** The parent of all routes that need a login. */
const privateRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "private",
  beforeLoad: async ({ location }) => {
    if (!(await isLoggedIn()))
      throw redirect({ to: "/login", search: { returnUrl: location.href }, replace: true });
  },
  component: Layout,
});

const homeRoute = createRoute({
  getParentRoute: () => privateRoute,
  path: "/",
  component: () => <h1>Home</h1>,
});

const postRoute = createRoute({
  getParentRoute: () => privateRoute,
  path: "/posts/$id",
  loader: async ({ params }): Promise<{ path: string }> =>
    (await session.fetch(`posts/${params.id}/`)).json(),
  component: Post,
});

const router = createRouter({
  routeTree: rootRoute.addChildren([loginRoute, privateRoute.addChildren([homeRoute, postRoute])]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

// When the user changes, here or in another tab, run the guards again and load the data for the new user.
let { user } = session.getSnapshot();
session.subscribe(() => {
  if (session.getSnapshot().user !== user) void router.invalidate();
  ({ user } = session.getSnapshot());
});

function Layout() {
  const { user, logout } = useAuth();
  return (
    <>
      <button type="button" onClick={logout}>
        Log out {user?.id}
      </button>
      <Outlet />
    </>
  );
}

function Post() {
  const post = postRoute.useLoaderData();
  return <h1>{post.path}</h1>;
}

export const App = () => (
  <SessionProvider session={session}>
    <RouterProvider router={router} />
  </SessionProvider>
);
