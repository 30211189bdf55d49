// What happens to the tabs of a simulation: they are opened, hidden, frozen, cut off, and crash.

import { type Move, most, ofApp, ofPage } from "./move.ts";
import type { Page } from "./page.ts";
import { use } from "./people.ts";

/** What happens to one tab. */
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
