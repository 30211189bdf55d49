/** The story in Firefox. */
import { describe } from "vitest";
import { openFirefox } from "./firefox.ts";
import { tellStory } from "./story.ts";

describe("Firefox", () => tellStory(() => openFirefox()));
