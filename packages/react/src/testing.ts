/** The entry of `@sojourn/react/testing`: sessions that tests of components set by hand. */
"use client";
export type {
  ShownSnapshot,
  TestSessionControl,
  TestSessionOptions,
  TestSessionParts,
} from "@sojourn/core/testing";
export { createTestSession, TestSession, type TestSessionProps } from "./test-session.ts";
