// Checks docs/faq.md: each answer names the test that holds it, in a comment that readers do not see, and that test exists.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const [, ...questions] = readFileSync(`${root}docs/faq.md`, "utf8").split("\n### ");

/** The test that a comment of the page names. */
interface Proof {
  readonly question: string;
  readonly file: string;
  readonly title: string;
}

const proofs = questions.flatMap((text): Proof[] => {
  const [question = ""] = text.split("\n");
  const comments = text.matchAll(/^<!-- held by (\S+) "(.+)" -->$/gm);
  return [...comments].map(([, file = "", title = ""]) => ({ question, file, title }));
});

function isMissing({ file, title }: Proof): boolean {
  const path = `${root}${file}`;
  return !existsSync(path) || !readFileSync(path, "utf8").includes(title);
}

it("every answer names a test", () => {
  expect(questions.length).toBeGreaterThan(30);
  const answered = new Set(proofs.map(({ question }) => question));
  const unheld = questions
    .map((text) => text.split("\n")[0])
    .filter((one) => !answered.has(`${one}`));
  expect(unheld).toEqual([]);
});

it("every test that an answer names exists", () => {
  expect(proofs.filter(isMissing)).toEqual([]);
});
