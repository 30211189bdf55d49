/** The story in WebKit. */
import { describe } from "vitest";
import { tellStory } from "./story.ts";
import { openWebKit } from "./webkit.ts";

describe("WebKit", () => tellStory(openWebKit));
