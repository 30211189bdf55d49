// An app with React Router: a middleware guards its routes, loaders fetch, and the guards run again when somebody logs in or out.
import { safeReturnUrl } from "@sojourn/core";
import { SessionProvider, useAuth } from "@sojourn/react";
import {
  createBrowserRouter,
  type LoaderFunctionArgs,
  Outlet,
  type RouteObject,
  RouterProvider,
  replace,
  useLoaderData,
} from "react-router";
import { Login } from "./login.tsx";
import { session } from "./session.ts";

const isLoggedIn = async () => (await session.ready()).status === "authenticated";

/** For routes that need a login. */
async function requireAuth({ request }: LoaderFunctionArgs) {
  if (await isLoggedIn()) return;
  const { pathname, search } = new URL(request.url);
  throw replace(`/login?${new URLSearchParams({ returnUrl: pathname + search })}`);
}

/** For the login page: takes logged-in users to the return URL, never out of the app. */
async function leaveLogin({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  return (await isLoggedIn()) ? replace(safeReturnUrl(searchParams.get("returnUrl"))) : null;
}

const routes: RouteObject[] = [
  { path: "/login", loader: leaveLogin, Component: Login },
  {
    middleware: [requireAuth],
    Component: Layout,
    children: [
      { path: "/", element: <h1>Home</h1>, loader: () => null },
      {
        path: "/posts/:id",
        loader: async ({ params }) => (await session.fetch(`posts/${params.id}/`)).json(),
        Component: Post,
      },
    ],
  },
];

const router = createBrowserRouter(routes);

// When the user changes, here or in another tab, run the guards again and load the data for the new user.
let { user } = session.getSnapshot();
session.subscribe(() => {
  if (session.getSnapshot().user !== user) void router.revalidate();
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
  const post = useLoaderData<{ path: string }>();
  return <h1>{post.path}</h1>;
}

export const App = () => (
  <SessionProvider session={session}>
    <RouterProvider router={router} />
  </SessionProvider>
);
