// @vitest-environment jsdom
// The example for React Router, run. It needs React 19.
import { describe } from "vitest";
import { routerStories } from "./support/router-stories.tsx";

describe("React Router", () => routerStories(() => import("../examples/react-router.tsx")));
