// Events of the tabs in a simulation: they are opened, hidden, frozen, taken offline, and crash.

import { type Move, most, ofApp, ofPage } from "./move.ts";
import type { Page } from "./page.ts";
import { use } from "./people.ts";

/** Events of one tab. */
export const tabs: Move[] = [
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
      page.world.ledger.withhold(page.name);
      page.tab.freeze();
    },
    "freezing",
  ),
  ofPage(4, thaw, "freezing"),
  ofPage(2, hide, "hiding"),
  ofPage(
    3,
    (page, dice) => {
      if (page.isVisible) return;
      throttle(page, dice.roll(2) ? 60_000 : 1000);
    },
    "throttling",
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
  beginAgain(page);
  page.tab.thaw();
}

/** The tab could do nothing meanwhile, so waiting begins now. */
function beginAgain({ waiting, world }: Page): void {
  for (const what of waiting.keys()) waiting.set(what, world.clock.elapsed);
}

/** The browser lets the tab's timers ring together; 0: no longer. */
function throttle(page: Page, ms: number): void {
  if (page.throttledBy === ms) return;
  page.world.say(`${page.name} is throttled to ${ms} ms`);
  beginAgain(page);
  page.slower = { by: page.throttledBy, until: page.world.clock.elapsed + ms };
  page.throttledBy = ms;
  page.tab.throttle(ms);
}

/** Somebody looks at another tab. */
export function hide(page: Page): void {
  page.world.say(`${page.name} is hidden`);
  page.isVisible = false;
  page.tab.hide();
}

/** Somebody comes back to the tab. */
export function show(page: Page): void {
  if (page.isVisible) return;
  page.world.say(`${page.name} is shown`);
  page.isVisible = true;
  // Browsers thaw a page before they show it.
  thaw(page);
  throttle(page, 0);
  use(page, page.tab.show);
}

/** The network is back. */
export function goOnline(page: Page): void {
  page.tab.goOnline();
}
