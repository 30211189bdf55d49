/** The story in Chromium. */
import { describe } from "vitest";
import { openChromium } from "./chromium.ts";
import { tellStory } from "./story.ts";

describe("Chromium", () => tellStory(openChromium));
