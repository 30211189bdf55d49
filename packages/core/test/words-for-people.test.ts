// What people read when a login fails or a session has ended.
import { readFileSync } from "node:fs";
import {
  type ErrorWords,
  errorText,
  type Reason,
  type ReasonWords,
  reasonText,
  SessionError,
  type SessionErrorCode,
  type SessionErrorDetails,
} from "@sojourn/core";
import { describe, expect, it } from "vitest";

/** An error as the session makes it: its message is for developers. */
const failed = (code: SessionErrorCode, details?: SessionErrorDetails): SessionError =>
  new SessionError(code, "POST https://api.example.com/token/ … CORS_ALLOWED_ORIGINS.", details);

const sentences: Record<SessionErrorCode, string> = {
  "invalid-credentials": "The name or the password is wrong.",
  validation: "Please check what you entered.",
  throttled: "Too many attempts. Please wait a moment.",
  network: "The server cannot be reached. Please check your connection and try again.",
  timeout: "The server took too long to answer. Please try again.",
  server: "The server has a problem. Please try again later.",
  rejected: "You are no longer logged in. Please log in again.",
  pending: "One more step is needed to log in.",
  unauthenticated: "Please log in first.",
  "session-changed": "Somebody logged in or out in the meantime. Please try again.",
  "not-supported": "This is not possible here.",
  misconfigured: "This site is not set up correctly. Please tell the people who run it.",
};
const codes = Object.keys(sentences) as SessionErrorCode[];

const reasonSentences: Record<Reason, string> = {
  logout: "You are logged out.",
  expired: "Your session has expired. Please log in again.",
  rejected: "Your session is no longer valid. Please log in again.",
  replaced: "Somebody else logged in.",
  idle: "You were logged out because you were inactive.",
  "max-age": "You were logged out because your session reached its time limit.",
};
const reasons = Object.keys(reasonSentences) as Reason[];

describe("errorText", () => {
  it.each(codes)("has a sentence for %s, and none of the words meant for developers", (code) => {
    expect(errorText(failed(code))).toBe(sentences[code]);
  });

  it.each(["invalid-credentials", "validation", "throttled"] as const)(
    "gives the server's own words for %s",
    (code) => {
      const fields = { "": ["No active account found.", "Ask your school."] };
      expect(errorText(failed(code, { fields }))).toBe("No active account found. Ask your school.");
    },
  );

  it("leaves the messages of form fields to the form", () => {
    const fields = { password: ["This field may not be blank."] };
    expect(errorText(failed("validation", { fields }))).toBe("Please check what you entered.");
  });

  it("keeps the server's words about tokens to developers", () => {
    const fields = { "": ["Token is invalid or expired"] };
    expect(errorText(failed("rejected", { fields }))).toBe(sentences.rejected);
  });

  it.each([
    [200, "1 second"],
    [1000, "1 second"],
    [57_500, "58 seconds"],
    [120_000, "120 seconds"],
    [120_001, "3 minutes"],
    [3_600_000, "60 minutes"],
  ])("of %d ms to wait it says: %s", (retryAfter, wait) => {
    const text = errorText(failed("throttled", { retryAfter }));
    expect(text).toBe(`Too many attempts. Please wait ${wait}.`);
  });

  it("has a general sentence for everything else that can be thrown", () => {
    for (const thrown of [
      new TypeError("x is undefined"),
      "no",
      null,
      undefined,
      { code: "network" },
    ])
      expect(errorText(thrown)).toBe("Something went wrong. Please try again.");
  });

  it("has that sentence for a code that only another copy of the package knows", () => {
    const foreign = Object.assign(failed("network"), { code: "paused" });
    expect(errorText(foreign)).toBe("Something went wrong. Please try again.");
  });

  it("takes your own words for some codes, and its own for the rest", () => {
    const german: Partial<ErrorWords> = {
      network: "Der Server ist nicht erreichbar.",
      throttled: ({ retryAfter }) => `Bitte ${(retryAfter ?? 0) / 1000} Sekunden warten.`,
      other: "Das ging schief.",
    };
    expect(errorText(failed("network"), german)).toBe("Der Server ist nicht erreichbar.");
    expect(errorText(failed("throttled", { retryAfter: 5000 }), german)).toBe(
      "Bitte 5 Sekunden warten.",
    );
    expect(errorText(new Error("?"), german)).toBe("Das ging schief.");
    expect(errorText(failed("server"), german)).toBe(sentences.server);
  });
});

it("docs/troubleshooting.md quotes every sentence", () => {
  const page = new URL("../../../docs/troubleshooting.md", import.meta.url);
  const sections = readFileSync(page, "utf8").split("\n## ");
  const section = sections.find((one) => one.startsWith("What to show to people")) ?? "";
  const rows = section.matchAll(/^\| (?:`([^`]+)`|anything else) \| ([^|]+) \|$/gm);
  const quoted = [...rows].map(([, key = "", sentence]) => [key, sentence]);
  const said = codes.map((code) => [code, errorText(failed(code, { retryAfter: 58_000 }))]);
  const ended = reasons.map((reason) => [reason, reasonText(reason)]);
  expect(quoted).toEqual([...said, ["", errorText(null)], ...ended]);
});

describe("reasonText", () => {
  it.each(reasons)("has a sentence for %s", (reason) => {
    expect(reasonText(reason)).toBe(reasonSentences[reason]);
  });

  it("takes your own words for some reasons, and its own for the rest", () => {
    const german: Partial<ReasonWords> = { idle: "Sie waren zu lange untätig." };
    expect(reasonText("idle", german)).toBe("Sie waren zu lange untätig.");
    expect(reasonText("logout", german)).toBe(reasonSentences.logout);
  });
});
