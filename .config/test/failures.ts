// Reads failed tests from the reports of the runners, and describes each in a few lines for the end of a long log.
import { stripVTControlCharacters } from "node:util";

interface VitestReport {
  testResults?: {
    name: string;
    message?: string;
    assertionResults?: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    line: number;
    ok: boolean;
    tests: { results: { status: string; errors?: { message?: string }[] }[] }[];
  }[];
}

/** An entry for each failed test of Vitest, and for each file that did not load. */
export function failuresOfVitest(report: VitestReport | null): string[] {
  return (report?.testResults ?? []).flatMap(({ name, message, assertionResults = [] }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    const file = name.replace(`${process.cwd()}/`, "");
    if (failed.length === 0 && message) return entry(file, message);
    return failed.map((test) => entry(`${file} > ${test.fullName}`, test.failureMessages?.[0]));
  });
}

/** An entry for each failure of a Playwright test, even if a second try passed. */
export function failuresOfPlaywright(report: PlaywrightSuite | null): string[] {
  const inner = (report?.suites ?? []).flatMap(failuresOfPlaywright);
  const own = (report?.specs ?? []).flatMap(({ title, file, line, tests }) =>
    tests
      .flatMap((test) => test.results)
      .filter((result) => result.status !== "passed" && result.status !== "skipped")
      .map((result) => entry(`${file}:${line} > ${title}`, result.errors?.[0]?.message)),
  );
  return [...inner, ...own];
}

function entry(title: string, message = "no message"): string {
  const lines = stripVTControlCharacters(message).split("\n");
  const ours = (line: string) => line.trim() && !/^\s*at .*(node_modules|<anonymous>)/.test(line);
  const shown = lines.filter(ours).slice(0, 12);
  return [`- ${title}`, ...shown.map((line) => `    ${line.slice(0, 300)}`)].join("\n");
}
