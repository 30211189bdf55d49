// @vitest-environment jsdom
// The example for TanStack Router, run.
import { describe } from "vitest";
import { routerStories } from "./support/router-stories.tsx";

describe("TanStack Router", () => routerStories(() => import("../examples/tanstack-router.tsx")));
