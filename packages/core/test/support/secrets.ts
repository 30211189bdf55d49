// Checks after each test that no token or password reached an error, the history, a URL or the console.
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

const secrets = new Set<string>();
/** Functions that return what a person or a log could see. */
const visible: (() => unknown)[] = [];

/** Makes this text a secret until the end of the test. */
function keepSecret(text: string): void {
  secrets.add(text);
}

/** Checks that `look` returns no secret at the end of the test. */
export function watch(look: () => unknown): void {
  visible.push(look);
}

/** The same fetch, but all tokens and passwords that it sends or receives become secrets. */
export function guardFetch(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : `${input}`;
    watch(() => url);
    if (typeof init?.body === "string") collect(init.body);
    const answer = send(input, init);
    answer.then(
      (response) => {
        const copy = response.clone();
        copy.text().then(collect, () => {});
      },
      () => {},
    );
    return answer;
  };
}

function collect(text: string): void {
  for (const [, secret] of text.matchAll(/"(?:access|refresh|token|password)": ?"([^"]+)"/g))
    if (secret) keepSecret(secret);
}

const channels = ["log", "info", "warn", "error", "debug", "trace"] as const;

beforeEach(() => {
  secrets.clear();
  visible.length = 0;
  for (const channel of channels) {
    const spy = vi.spyOn(console, channel);
    watch(() => spy.mock.calls);
  }
});

afterEach(() => {
  const texts = visible.map((look) => inspect(look(), { depth: 8, showHidden: true }));
  vi.restoreAllMocks();
  const leaks = texts.filter((text) => [...secrets].some((secret) => text.includes(secret)));
  expect(leaks, "a secret was shown").toEqual([]);
});
