// @vitest-environment jsdom
// The example for TanStack Router, run, and its guard by role.
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
  redirect,
} from "@tanstack/react-router";
import { describe } from "vitest";
import { roleStories } from "./support/role-stories.tsx";
import { routerStories } from "./support/router-stories.tsx";

describe("TanStack Router", () => routerStories(() => import("../examples/tanstack-router.tsx")));

describe("TanStack Router with a guard by role", () =>
  roleStories((session, isStaff) => {
    const getParentRoute = () => rootRoute;
    const rootRoute = createRootRoute();
    const salaries = createRoute({
      getParentRoute,
      path: "/salaries",
      beforeLoad: () => {
        if (!isStaff()) throw redirect({ href: "/forbidden" });
      },
      loader: async () => (await session.fetch("salaries/")).json(),
      component: () => <h1>Salaries</h1>,
    });
    const forbidden = createRoute({
      getParentRoute,
      path: "/forbidden",
      component: () => <h1>Forbidden</h1>,
    });
    const router = createRouter({
      routeTree: rootRoute.addChildren([salaries, forbidden]),
      history: createMemoryHistory({ initialEntries: ["/salaries"] }),
    });
    return { ui: <RouterProvider router={router as never} />, again: () => router.invalidate() };
  }));
