// An app with React Router: a middleware guards its routes, loaders fetch, and the guards look again when somebody logs in or out.
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

/** For routes that are only for people who are logged in. */
async function requireAuth({ request }: LoaderFunctionArgs) {
  if (await isLoggedIn()) return;
  const { pathname, search } = new URL(request.url);
  throw replace(`/login?${new URLSearchParams({ returnUrl: pathname + search })}`);
}

/** For the login page: whoever is logged in is taken to where they wanted to go, and never out of the app. */
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

// Somebody came or went, here or in another tab: the guards look again, and the data is loaded for who is logged in now.
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
