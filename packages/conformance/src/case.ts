/** What a contract is made of: promises with a name, bound to no test runner, so that they run in Node and in a page. */

/** One promise. */
export interface Case<Stage> {
  /** A fact, as a test's name states it. */
  readonly name: string;
  /** Rejects where the promise is broken. */
  run(stage: Stage): Promise<void>;
}

/** Registers each case as a test. `it` is the test runner's own; `make` builds a fresh stage for each case. */
export function register<Stage>(
  it: (name: string, test: () => Promise<void>) => void,
  cases: readonly Case<Stage>[],
  make: () => Stage | Promise<Stage>,
): void {
  for (const { name, run } of cases) it(name, async () => run(await make()));
}

/** Runs all cases where there is no test runner, in a page say. Returns what was broken, in words: nothing is good news. */
export async function runCases<Stage>(
  cases: readonly Case<Stage>[],
  make: () => Stage | Promise<Stage>,
): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, run } of cases) {
    try {
      await run(await make());
    } catch (error) {
      broken.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return broken;
}

/** Fails with `message` unless `fact` holds. */
export function check(fact: unknown, message: string): asserts fact {
  if (!fact) throw new Error(message);
}

/** Fails unless both are the same as JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [actual, expected].map((one) => JSON.stringify(one) ?? "undefined");
  check(is === should, `${what}: is ${is}, should be ${should}`);
}

/** The error that `promise` rejects with; fails where it resolves. */
export function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  const error = promise.then(
    (value) => {
      throw new Error(`${what}: resolved to ${JSON.stringify(value)}, should reject`);
    },
    (reason: unknown) => reason,
  );
  // It may be looked at later, or not at all where something else fails first.
  error.catch(() => {});
  return error;
}
