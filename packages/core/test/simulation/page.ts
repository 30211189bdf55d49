// A tab with a session, and what is visible in it.
import type { HistoryEntry, Session } from "@sojourn/core";
import type { FakeTab, TestAccount, TestCredentials, TestUser } from "@sojourn/core/testing";
import type { SessionUser } from "./backend.ts";
import type { Family } from "./ledger.ts";
import type { Network } from "./network.ts";
import type { Idle } from "./setting.ts";
import type { World } from "./world.ts";

/** A session is over. */
type Ended = Extract<HistoryEntry, { readonly type: "ended" }>;

/** An end that a session reported. */
export interface End {
  readonly happening: Ended;
  /** The session that was on the screen before. */
  readonly family: Family | null;
  /** When it was reported, by the server's clock. */
  readonly at: number;
  /** The same: how long the clock had run. */
  readonly elapsed: number;
}

/** A tab with a session in it. */
export interface Page {
  readonly name: string;
  readonly tab: FakeTab;
  readonly network: Network;
  readonly session: Session<TestCredentials, TestUser, TestAccount>;
  readonly world: World;
  /** The `idle` option of this session. */
  readonly idle: Idle;
  isOpen: boolean;
  isFrozen: boolean;
  isVisible: boolean;
  isStarted: boolean;
  /** Its alarms ring at multiples of so many milliseconds; 0: when they are due. */
  throttledBy: number;
  /** They rang less often before, and what fell due then may ring until this moment of the running clock. */
  slower: { readonly by: number; readonly until: number };
  /** The session on the screen. */
  shown: Family | null;
  /** Sessions that were on the screen and are no more. */
  readonly left: Set<Family>;
  /** The calls that the app waits for, and the elapsed time at which each began. */
  readonly waiting: Map<string, number>;
  /** Ends that the session reported and that are not checked yet. */
  readonly ends: End[];
  /** When somebody last moved the pointer here: how long the clock had run. */
  touchedAt: number;
  stop(): void;
  /** The session that belongs to the token on the screen. */
  family(): Family | null;
  /** The app asks for something, and looks at what it gets. */
  ask<Value>(what: string, answer: Promise<Value>, check?: (value: Value) => void): void;
}

/** Opens a page and starts its session. */
export function openPage(
  parts: Pick<Page, "name" | "tab" | "network" | "session" | "idle" | "world">,
): Page {
  const { name, session, world } = parts;
  let stop = (): void => {};
  /** The session that was on the screen at the last look, */
  let last: Family | null = null;
  /** and those that went from it, and whose end was not told yet. */
  const gone: Family[] = [];
  const look = (): void => {
    const family = page.family();
    if (last && family !== last) gone.push(last);
    last = family;
    if (family) family.shownAt = Math.min(family.shownAt, world.serverNow());
  };
  const page: Page = {
    ...parts,
    isOpen: true,
    isFrozen: false,
    isVisible: true,
    isStarted: true,
    throttledBy: 0,
    slower: { by: 0, until: 0 },
    shown: null,
    left: new Set(),
    waiting: new Map(),
    ends: [],
    touchedAt: -Infinity,
    stop: () => stop(),
    family() {
      const snapshot = session.getSnapshot();
      if (snapshot.status !== "authenticated") return null;
      const { claims, user } = snapshot;
      // The tokens are not in the snapshot. Readable claims contain the session's number, and otherwise the user does.
      if (claims) return world.ledger.numbered(claims.jti)?.family ?? null;
      return world.ledger.families[(user as SessionUser).session - 1] ?? null;
    },
    ask(what, answer, check = () => {}) {
      const label = `${what} (asked in line ${world.story.length + 1})`;
      world.say(`${name}: ${what}`);
      page.waiting.set(label, world.clock.elapsed);
      answer
        .then(check, (error: unknown) => {
          if (page.isOpen) world.say(`   ${name}: ${what} failed: ${codeOf(error)}`);
        })
        .finally(() => page.waiting.delete(label));
    },
  };
  session.subscribe(look);
  session.on("*", (happening) => {
    // A session that ended before it was on any screen has an end as well: then nobody went from this one.
    if (happening.type === "ended") {
      // A listener of `ended` finds nobody logged in, before subscribers see the next user.
      look();
      page.ends.push({
        happening,
        family: gone.shift() ?? null,
        at: world.serverNow(),
        elapsed: world.clock.elapsed,
      });
    }
    world.say(`   ${name}: ${describe(happening)}`);
  });
  world.say(`${name} is opened`);
  stop = session.start();
  return page;
}

function codeOf(error: unknown): string {
  return `${(error as { code?: unknown }).code ?? error}`;
}

function describe(happening: HistoryEntry): string {
  const { type } = happening;
  if (type === "ended")
    return `ended (${happening.reason}${happening.elsewhere ? ", elsewhere" : ""})`;
  if (type === "refreshing") return `refreshing (${happening.why})`;
  if (type === "refresh-failed") return `refresh-failed (${happening.code})`;
  if (type === "degraded") return `degraded (${happening.cause})`;
  return type;
}
