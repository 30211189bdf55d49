/** Promises with a name, independent of a test runner, so that they run in Node and in a page. */

/** One promise. */
export interface Case<Stage> {
  /** A fact that stands alone as the name of a test. */
  readonly name: string;
  /** Rejects if the promise is broken. */
  run(stage: Stage): Promise<void>;
}

/** Registers each case as a test. `it` is the function of the test runner. `make` builds a new stage for each case. */
export function register<Stage>(
  it: (name: string, test: () => Promise<void>) => void,
  cases: readonly Case<Stage>[],
  make: () => Stage | Promise<Stage>,
): void {
  for (const { name, run } of cases) it(name, async () => run(await make()));
}

/** Runs all cases without a test runner, for example in a page. Resolves to a description of each broken promise. */
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

/** Fails unless both values have the same JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [actual, expected].map((one) => JSON.stringify(one) ?? "undefined");
  check(is === should, `${what}: is ${is}, should be ${should}`);
}

/** Resolves to the error with which `promise` rejects. Fails if it resolves. */
export function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  const error = promise.then(
    (value) => {
      throw new Error(`${what}: resolved to ${JSON.stringify(value)}, should reject`);
    },
    (reason: unknown) => reason,
  );
  // The caller may await it later, or not at all if something else fails first.
  error.catch(() => {});
  return error;
}
