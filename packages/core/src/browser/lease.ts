/** A lock for browsers without Web Locks (old ones, pages over plain http): a lease in IndexedDB. */
import { touchRow } from "./rows.ts";

/** How long a tab waits before it asks again, in milliseconds. */
const PAUSE = 50;

/**
 * Runs `work` while no other tab holds a lease of this name. Rejects when none was to be had within `patience` milliseconds.
 * Where IndexedDB fails as well, each tab is on its own.
 */
export async function lease<Result>(
  name: string,
  patience: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const row = `${name}:lease`;
  // Longer than any work under the lock, which waits four times at most: a tab that died keeps the others waiting for so long.
  const length = patience * 4;
  const mine = `${Math.random()}`;
  const giveUpAt = Date.now() + patience;
  const take = (held: string | null): string => {
    const now = Date.now();
    const [until = 0] = held?.split(" ").map(Number) ?? [];
    // One that runs further than any can was given before the clock was set back.
    return until > now && until <= now + length ? `${held}` : `${now + length} ${mine}`;
  };
  try {
    while (!(await touchRow(row, take))?.endsWith(mine)) {
      if (Date.now() > giveUpAt) throw new DOMException("No lease in time.", "TimeoutError");
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch (error) {
    if ((error as Error).name === "TimeoutError") throw error;
    return work();
  }
  try {
    return await work();
  } finally {
    await touchRow(row, (held) => (held?.endsWith(mine) ? null : held)).catch(() => {});
  }
}
