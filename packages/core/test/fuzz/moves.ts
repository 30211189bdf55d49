// The next moves in a fuzzed run.
import { SessionError } from "@sojourn/core";
import type { Dice } from "../simulation/dice.ts";
import { pick } from "./choose.ts";
import type { Page } from "./page.ts";
import type { World } from "./world.ts";

const second = 1000;
const minute = 60_000;
const hour = 60 * minute;

type OfPage = (page: Page, dice: Dice, world: World) => void;

/** Somebody is back, or wants something now: what waits for that is done at once. */
function returning(work: (page: Page) => void): OfPage {
  return (page, _, { clock, returns }) => {
    returns.push(clock.elapsed);
    work(page);
  };
}

/** The app asks for something. */
const asking: Readonly<Record<string, readonly [weight: number, OfPage]>> = {
  fetch: [6, (page) => page.ask("fetch", page.session.fetch("posts/"))],
  getToken: [4, (page) => page.ask("getToken", page.session.getToken())],
  refresh: [2, returning((page) => page.ask("refresh", page.session.refresh()))],
  ready: [1, (page) => page.ask("ready", page.session.ready())],
  login: [4, returning((page) => page.ask("login", page.session.login("Zoë")))],
  "login to forget": [
    1,
    returning((page) => page.ask("login", page.session.login("Zoë", { remember: false }))),
  ],
  "login given up": [
    1,
    returning((page) => {
      const controller = new AbortController();
      page.ask("login", page.session.login("Zoë", { signal: controller.signal }));
      controller.abort(new SessionError("timeout", "Given up."));
    }),
  ],
  proceed: [1, returning((page) => page.ask("login", page.session.proceed("Zoë" as never)))],
  adopt: [
    1,
    returning((page) => page.ask("login", page.session.adopt({ access: "a-given-token" }))),
  ],
  logout: [1, (page) => page.ask("logout", page.session.logout())],
  "logout everywhere": [
    0.3,
    (page) => page.ask("logout", page.session.logout({ everywhere: true })),
  ],
  end: [0.3, (page) => page.ask("end", page.session.end("rejected"))],
  rename: [1, (page) => page.ask("rename", page.session.account.rename("Zoë"))],
};

/** Something happens to a page. */
const happening: Readonly<Record<string, readonly [weight: number, OfPage]>> = {
  "is in use": [2, (page) => page.tab.touch()],
  stays: [1, (page) => page.session.stay()],
  "is hidden": [1, (page) => page.tab.hide()],
  "is shown": [2, returning((page) => page.tab.show())],
  "is offline": [1, (page) => page.tab.goOffline()],
  "is online": [2, returning((page) => page.tab.goOnline())],
  "is stopped": [1, (page) => page.stop()],
  "is started": [2, returning((page) => page.start())],
  "is throttled": [1, (page, dice) => page.tab.throttle(pick(dice, [0, second, minute]))],
};

const ofPage = Object.entries({ ...asking, ...happening });

const spans = [20, second, 10 * second, 30 * second, 2 * minute, 5 * minute, 30 * minute, 2 * hour];
const jumps = [second, minute, hour, 8 * hour, 25 * hour, 40 * 24 * hour];

const total = ofPage.reduce((sum, [, [weight]]) => sum + weight, 0);

/** Makes the next thing happen. */
export async function move(world: World, dice: Dice): Promise<void> {
  world.moves.push(world.clock.elapsed);
  const kind = dice.roll(10);
  if (kind < 4) {
    const ms = pick(dice, spans);
    world.say(`${ms / second} s pass`);
    await world.pass(ms);
    return;
  }
  if (kind === 4) {
    const ms = pick(dice, jumps) * pick(dice, [1, -1]);
    world.say(`the clock is set by ${ms / second} s`);
    world.clock.set(world.clock.now() + ms);
    // A clock that is set forward ends every pause, as time that passes does.
    if (ms > 0) world.returns.push(world.clock.elapsed);
    return;
  }
  const page = world.pages[dice.roll(world.pages.length)] as Page;
  let at = dice.roll(total);
  const found = ofPage.find(([, [weight]]) => {
    at -= weight;
    return at < 0;
  });
  if (!found) return;
  const [name, [, run]] = found;
  if (name in happening) world.say(`${page.name} ${name}`);
  run(page, dice, world);
  if (dice.roll(4) > 0) await world.pass(0);
}
