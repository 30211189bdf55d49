// Watches that no token and no password ever reaches an error, the history, a URL or the console.
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

const secrets = new Set<string>();
/** Everything that a person or a log could get to see. */
const visible: (() => unknown)[] = [];

/** From now until the end of the test this text is a secret. */
function keepSecret(text: string): void {
  secrets.add(text);
}

/** What `look` gives at the end of the test must not hold a secret. */
export function watch(look: () => unknown): void {
  visible.push(look);
}

/** A fetch that does the same, and whose tokens and passwords are secrets. */
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
