/** A lock for browsers without Web Locks (old ones, pages over plain http): a lease in IndexedDB. */
import { type Change, touchRow } from "./rows.ts";

/** How long a tab waits before it asks again, in milliseconds. */
const PAUSE = 50;

/** How long IndexedDB may take to answer, in milliseconds. */
const PATIENCE = 2000;

/** Reads or changes the lease; rejects where IndexedDB fails, or does not answer. */
async function touch(row: string, change: Change): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("IndexedDB does not answer.")), PATIENCE);
  });
  try {
    return await Promise.race([touchRow(row, change), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Another tab had it for too long. */
const noLease: Error = Object.assign(new Error("No lease in time."), { name: "TimeoutError" });

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
    while (!(await touch(row, take))?.endsWith(mine)) {
      if (Date.now() > giveUpAt) throw noLease;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch (error) {
    if (error === noLease) throw error;
    return work();
  }
  try {
    return await work();
  } finally {
    await touch(row, (held) => (held?.endsWith(mine) ? null : held)).catch(() => {});
  }
}
