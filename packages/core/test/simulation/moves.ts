// Everything that can happen next in a simulation, and how often.
import type { Dice } from "./dice.ts";
import { machine } from "./machine.ts";
import type { Page } from "./page.ts";
import type { Trouble, World } from "./world.ts";

/** One thing that can happen. */
export interface Move {
  readonly weight: number;
  /** Only in runs with this trouble. */
  readonly trouble?: Trouble;
  readonly run: (world: World, dice: Dice) => void | Promise<void>;
}

const second = 1000;
const minute = 60_000;
const most = 5;

/** A move of one of the open pages. */
function ofPage(
  weight: number,
  run: (page: Page, dice: Dice, world: World) => void | Promise<void>,
  trouble?: Trouble,
): Move {
  return {
    weight,
    ...(trouble && { trouble }),
    run(world, dice) {
      const open = world.pages.filter((page) => page.isOpen);
      const page = open[dice.roll(most) % open.length];
      return page && run(page, dice, world);
    },
  };
}

/** A move of an app that runs: not of a frozen one. */
function ofApp(
  weight: number,
  run: (page: Page, dice: Dice, world: World) => void,
  trouble?: Trouble,
): Move {
  const awake = (page: Page, dice: Dice, world: World): void => {
    if (!page.isFrozen && page.isStarted) run(page, dice, world);
  };
  return ofPage(weight, awake, trouble);
}

const arriving: Move[] = [
  { weight: 30, run: (world) => world.arrive(() => 0) },
  { weight: 30, run: (world, dice) => world.arrive((count) => dice.roll(12) % count) },
];

const passing: Move[] = [
  {
    weight: 8,
    async run(world, dice) {
      const ms = [20, second, 5 * second, 16 * second][dice.roll(4)] ?? 0;
      world.say(`${ms / second} s pass`);
      await world.pass(ms, false);
    },
  },
  {
    weight: 9,
    async run(world, dice) {
      const ms = [0.5, 1, 2, 4, 4, 5, 5, 21][dice.roll(8)] ?? 0;
      world.say(`${ms} min pass, and everything arrives`);
      await world.pass(ms * minute, true);
    },
  },
];

const asking: Move[] = [
  ofApp(5, (page, _, { ledger, say }) => {
    page.ask("getToken", page.session.getToken(), (token) => {
      const owner = ledger.know(token)?.family ?? null;
      if (page.isOpen && owner !== page.family())
        ledger.broken.push({
          rule: "no mix of users",
          how: `${page.name} is handed a token of another session than the one on its screen`,
        });
      say(`   ${page.name} has ${ledger.know(token)?.name ?? "no token"}`);
    });
  }),
  ofApp(5, (page, _, { ledger }) => {
    page.ask("fetch", page.session.fetch("posts/"), async (response) => {
      if (!response.ok || response.headers.get("content-type") === "text/html") return;
      const { authorization = "" } = JSON.parse(await response.text()).headers;
      const owner = ledger.know(authorization.slice("Bearer ".length))?.family;
      if (owner && owner !== page.family() && page.isOpen)
        ledger.broken.push({
          rule: "no mix of users",
          how: `${page.name} is given an answer for another session than the one on its screen`,
        });
    });
  }),
  ofApp(2, (page) => page.ask("refresh", page.session.refresh())),
  ofApp(1, (page) => {
    if (page.shown) page.ask("rename", page.session.account.rename({ name: "Zoë" }));
  }),
];

const using: Move[] = [
  ofApp(4, (page) => {
    if (!page.isVisible) return;
    page.world.say(`somebody moves the pointer in ${page.name}`);
    use(page, page.tab.touch);
  }),
  ofApp(0.5, (page, _, { say }) => {
    say(`${page.name} stays`);
    page.session.stay();
    sign(page);
  }),
];

/** Somebody is active in a page. */
function use(page: Page, how: () => void): void {
  const { clock, ledger, setting, serverNow, isClockWrong } = page.world;
  const family = page.family();
  const isWarned = isInWarning(page);
  // The page is deaf for a moment after each sign of life, however long the machine slept in it.
  const isHeard = clock.elapsed > page.touchedAt + second;
  how();
  if (!isHeard || !page.isStarted) return;
  page.touchedAt = clock.elapsed;
  if (!family || isWarned || page.family() !== family) return;
  const idleFor = serverNow() - Math.max(family.signAt, family.shownAt);
  if (idleFor > (setting.idle?.timeout ?? Infinity) + 10 * second && !isClockWrong)
    ledger.broken.push({
      rule: "idle is never revived",
      how: `a movement in ${page.name} revives session ${family.number}, idle for ${idleFor} ms`,
    });
  sign(page);
}

/** A sign of life was given. */
function sign(page: Page): void {
  const { setting, serverNow } = page.world;
  const family = page.family();
  if (!family) return;
  family.signAt = serverNow();
  if (serverNow() - family.activeAt < (setting.idle?.timeout ?? Infinity))
    family.activeAt = serverNow();
}

/** Whether the page shows the warning that the session is about to end. */
function isInWarning({ session }: Page): boolean {
  const snapshot = session.getSnapshot();
  return snapshot.status === "authenticated" && snapshot.idle !== null;
}

/** Somebody logs in. */
export function logIn(page: Page, username: string, password = "correct horse"): void {
  const { ledger } = page.world;
  page.ask(`login of ${username}`, page.session.login({ username, password }), (user) => {
    const owner = page.family();
    if (page.isOpen && (user.username !== username || (owner && owner.user !== username)))
      ledger.broken.push({
        rule: "no mix of users",
        how: `the login of ${username} in ${page.name} resolves to ${user.username}`,
      });
  });
}

const people: Move[] = [
  ofApp(2, (page, dice) => logIn(page, dice.roll(2) ? "bob" : "alice"), "logins"),
  ofApp(0.5, (page) => logIn(page, "alice", "wrong"), "logins"),
  ofApp(
    2,
    (page) => {
      const { shown, world } = page;
      // Before the first answer it is whatever storage holds that is ended.
      if (page.session.getSnapshot().status === "loading")
        for (const family of world.ledger.families) family.isLoggedOut = true;
      page.ask("logout", page.session.logout());
      if (!shown) return;
      shown.isLoggedOut = true;
      if (page.family())
        world.ledger.broken.push({
          rule: "nothing resurrected after logout",
          how: `${page.name} still shows the session it just logged out of`,
        });
    },
    "logouts",
  ),
];

const tabs: Move[] = [
  {
    weight: 2,
    run(world) {
      if (world.pages.filter((page) => page.isOpen).length < most) world.open();
    },
  },
  ofPage(2, close, "crashes"),
  ofPage(
    2,
    (page) => {
      page.world.say(`${page.name} is frozen`);
      page.isFrozen = true;
      page.tab.freeze();
    },
    "freezing",
  ),
  ofPage(4, thaw, "freezing"),
  ofPage(
    2,
    (page) => {
      page.world.say(`${page.name} is hidden`);
      page.isVisible = false;
      page.tab.hide();
    },
    "hiding",
  ),
  ofPage(3, show, "hiding"),
  ofPage(
    1,
    (page) => {
      page.world.say(`${page.name} is offline`);
      page.tab.goOffline();
      page.network.lose();
    },
    "offline",
  ),
  ofPage(3, goOnline, "offline"),
  ofApp(0.5, (page) => {
    page.world.say(`${page.name}'s session is stopped`);
    page.isStarted = false;
    page.stop();
  }),
];

/** Everything that can happen. */
const moves: readonly Move[] = [
  ...arriving,
  ...passing,
  ...asking,
  ...using,
  ...people,
  ...tabs,
  ...machine,
];

/** Makes the next thing happen. */
export async function move(world: World, dice: Dice): Promise<void> {
  const total = moves.reduce((sum, { weight }) => sum + weight * 10, 0);
  let at = dice.roll(total);
  const next = moves.find(({ weight }) => {
    at -= weight * 10;
    return at < 0;
  });
  const { trouble } = next ?? {};
  if (!trouble || world.setting.troubles.has(trouble)) await next?.run(world, dice);
  await world.drain();
}

/** The tab is gone, without a word. */
function close(page: Page): void {
  const { world, name, tab, network } = page;
  if (world.pages.filter(({ isOpen }) => isOpen).length < 2) return;
  world.say(`${name} crashes`);
  network.lose();
  page.isOpen = false;
  page.stop();
  tab.close();
  if (world.tasks.count(name) > 0) world.isCutShort = true;
  world.tasks.drop(name);
  world.ledger.bury(name);
}

/** The tab may go on. */
export function thaw(page: Page): void {
  if (!page.isFrozen) return;
  page.world.say(`${page.name} is thawed`);
  page.isFrozen = false;
  // It could not do anything meanwhile.
  for (const what of page.waiting.keys()) page.waiting.set(what, page.world.clock.elapsed);
  page.tab.thaw();
}

/** Somebody comes back to the tab. */
export function show(page: Page): void {
  if (page.isVisible) return;
  page.world.say(`${page.name} is shown`);
  page.isVisible = true;
  // Browsers thaw a page before they show it.
  thaw(page);
  use(page, page.tab.show);
}

/** The network is back. */
export function goOnline(page: Page): void {
  page.tab.goOnline();
}
