/** A lock for browsers without Web Locks (old ones, and pages over plain http): a lease in IndexedDB. */
import { type Change, touchRow } from "./rows.ts";

/** How long a tab waits before it asks for the lease again, in milliseconds. */
const PAUSE = 50;

/** How long IndexedDB may take to answer, in milliseconds. */
const PATIENCE = 2000;

/** Another tab held the lease for too long. */
const noLease: Error = Object.assign(new Error("The lease was not free in time."), {
  name: "TimeoutError",
});

/** A lease as it is stored: `"<until> <owner>"`. */
interface Lease {
  /** When it ends. */
  readonly until: number;
  /** The tab that has it. */
  readonly owner: string;
}

/**
 * Runs `work` while no other tab holds the lease of this name. Rejects if the lease could not be had within `patience` milliseconds. If
 * IndexedDB fails too, the work is done without a lease.
 */
export async function lease<Result>(
  name: string,
  patience: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const row = `${name}:lease`;
  const owner = `${Math.random()}`;
  try {
    await acquire(row, owner, patience);
  } catch (error) {
    if (error === noLease) throw error;
    return work();
  }
  try {
    return await work();
  } finally {
    await touch(row, (text) => (read(text)?.owner === owner ? null : text)).catch(() => {});
  }
}

/** Rejects with `noLease` after `patience` milliseconds, and with another error if IndexedDB fails. */
async function acquire(row: string, owner: string, patience: number): Promise<void> {
  // Longer than any work under the lock, which takes four times `patience` at most. After a tab died, others wait for this long.
  const length = patience * 4;
  const giveUpAt = Date.now() + patience;
  const take: Change = (text) => {
    const now = Date.now();
    const held = read(text);
    // A lease that lasts longer than any can was taken before the clock was set back.
    const isHeld = held !== null && held.until > now && held.until <= now + length;
    return isHeld ? text : `${now + length} ${owner}`;
  };
  for (;;) {
    const held = read(await touch(row, take));
    if (held?.owner === owner) return;
    if (Date.now() > giveUpAt) throw noLease;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function read(text: string | null): Lease | null {
  if (text === null) return null;
  const [until = "", owner = ""] = text.split(" ");
  return { until: Number(until), owner };
}

/** Reads or changes the row. Rejects if IndexedDB fails, or does not answer. */
async function touch(row: string, change: Change): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("IndexedDB does not answer.")), PATIENCE);
  });
  try {
    return await Promise.race([touchRow(row, change), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
