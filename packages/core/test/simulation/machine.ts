// Events of the machine and the server in a simulation: storage, the clock, sleep, a strict administrator.
import type { Move } from "./move.ts";
import type { World } from "./world.ts";

const minute = 60_000;

/** How storage hangs until it works again. */
const hangs = [
  ["nothing gets there", /: storage/],
  ["it does what it is told and does not say so", /answer to storage/],
  ["it takes no writes", /: storage (write|update|remove)/],
] as const;

/** Events that affect all tabs alike. */
export const machine: Move[] = [
  {
    weight: 1,
    trouble: "bad storage",
    run(world, dice) {
      const { browser, ledger, say } = world;
      const fault = (["full", "forbidden", "unreadable", "empty"] as const)[dice.roll(4)] ?? null;
      const place = dice.roll(3) ? browser.storage : browser.mirror;
      place.fault = fault;
      // Signs of life are lost with the mirror.
      world.isMirrorBad ||= place === browser.mirror;
      if (place === browser.storage) ledger.degrade();
      say(`${place === browser.storage ? "storage" : "the mirror"} is ${fault}`);
    },
  },
  { weight: 2, trouble: "bad storage", run: healStorage },
  {
    weight: 0.5,
    trouble: "bad storage",
    run({ browser, ledger, say }) {
      browser.storage.text = null;
      ledger.degrade();
      say("storage is cleared");
    },
  },
  {
    weight: 1,
    trouble: "hung storage",
    run(world, dice) {
      const [what, hung] = hangs[dice.roll(hangs.length)] ?? ["", null];
      world.hung = hung;
      world.ledger.degrade();
      world.say(`storage hangs: ${what}`);
    },
  },
  { weight: 2, trouble: "hung storage", run: healStorage },
  {
    weight: 1,
    trouble: "clock",
    async run(world, dice) {
      const minutes = [-24 * 60, -30, -2, 2, 30, 24 * 60][dice.roll(6)] ?? 0;
      world.say(`the clock is set by ${minutes} min`);
      world.isClockWrong = true;
      world.clock.set(world.clock.now() + minutes * minute);
      world.server.skew -= minutes * minute;
    },
  },
  {
    weight: 1,
    async run(world, dice) {
      const { clock, say } = world;
      const minutes = [1, 10, 30, 8 * 60, 25 * 60][dice.roll(5)] ?? 0;
      say(`the machine sleeps for ${minutes} min`);
      world.hasSlept = true;
      clock.set(clock.now() + minutes * minute);
    },
  },
  {
    weight: 0.7,
    trouble: "server",
    run({ server, ledger, setting, say }) {
      say("the server refuses all access tokens from now on");
      server.revoke();
      // Sliding tokens are all that there is of a session.
      if (setting.tokens === "sliding")
        for (const family of ledger.families) family.blemish = "the server ended it";
    },
  },
  {
    weight: 0.3,
    trouble: "server",
    run({ server, ledger, say }) {
      say("the server ends all sessions");
      server.revoke("refresh");
      server.revoke("access");
      for (const family of ledger.families) family.blemish = "the server ended it";
    },
  },
];

/** Storage works again. */
export function healStorage(world: World): void {
  const { browser, say } = world;
  if (browser.storage.fault ?? browser.mirror.fault ?? world.hung) say("storage works again");
  world.hung = null;
  browser.storage.fault = browser.mirror.fault = null;
}
