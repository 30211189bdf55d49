// @vitest-environment jsdom
// The example for React Router, run, and its guard by role. They need React 19.
import { createMemoryRouter, RouterProvider, replace } from "react-router";
import { describe } from "vitest";
import { roleStories } from "./support/role-stories.tsx";
import { routerStories } from "./support/router-stories.tsx";

describe("React Router", () => routerStories(() => import("../examples/react-router.tsx")));

describe("React Router with a guard by role", () =>
  roleStories((session, isStaff) => {
    const requireStaff = () => {
      if (!isStaff()) throw replace("/forbidden");
    };
    const router = createMemoryRouter(
      [
        { path: "/forbidden", element: <h1>Forbidden</h1> },
        {
          path: "/salaries",
          middleware: [requireStaff],
          loader: async () => (await session.fetch("salaries/")).json(),
          element: <h1>Salaries</h1>,
        },
      ],
      { initialEntries: ["/salaries"] },
    );
    return { ui: <RouterProvider router={router} />, again: () => router.revalidate() };
  }));
