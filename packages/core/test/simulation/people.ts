// People and the app in a simulation: they send requests, move the pointer, log in and out.

import { ACTIVITY_GAP } from "../../src/model/ports.ts";
import type { Family } from "./ledger.ts";
import { type Move, ofApp } from "./move.ts";
import type { Page } from "./page.ts";

const second = 1000;

/** The calls of an app to its session. */
export const asking: Move[] = [
  ofApp(5, (page, _, { ledger, say }) => {
    page.ask("getToken", page.session.getToken(), (token) => {
      // None may come a moment before somebody is logged in.
      const owner = ledger.know(token)?.family;
      if (owner && page.isOpen && !isShown(page, owner))
        ledger.broken.push({
          rule: "no mix of users",
          how: `${page.name} is handed a token of another session than the one on its screen`,
        });
      say(`   ${page.name} has ${ledger.know(token)?.name ?? "no token"}`);
    });
  }),
  ofApp(5, (page, _, { ledger, setting }) => {
    page.ask("fetch", page.session.fetch("posts/"), async (response) => {
      if (!response.ok || response.headers.get("content-type") === "text/html") return;
      const { authorization = "" } = JSON.parse(await response.text()).headers;
      const owner = ledger.know(authorization.slice("Bearer ".length))?.family;
      // Cookies are those of the last login in any tab. A page that has not heard of it yet sends them along.
      const isNewsOnItsWay = setting.cookies === "all" && page.family()?.isTakenOver;
      if (owner && !isShown(page, owner) && page.isOpen && !isNewsOnItsWay)
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

/**
 * Whether a session is the one on the page's screen. All tabs share one jar, and its cookies are those of the answer that came last: of a
 * login that was given up too late, or that crossed a renewal where tabs cannot wait for each other. Then the person counts.
 */
function isShown(page: Page, owner: Family): boolean {
  const shown = page.family();
  if (page.world.jar) return owner.user === shown?.user;
  return owner === shown;
}

/** The actions of a person in front of a page. */
export const using: Move[] = [
  ofApp(4, (page) => {
    if (!page.isVisible) return;
    page.world.say(`somebody moves the pointer in ${page.name}`);
    use(page, page.tab.touch);
  }),
  ofApp(0.5, (page, _, { say }) => {
    say(`${page.name} stays`);
    if (mayHoldMore(page)) keepAlive(page);
    page.session.stay();
    sign(page);
  }),
];

/** Somebody is active in a page. */
export function use(page: Page, how: () => void): void {
  const { clock, ledger, setting, serverNow, isClockWrong } = page.world;
  const family = page.family();
  const isWarned = isInWarning(page);
  // The page notices nothing for a moment after each activity, even if the machine slept meanwhile.
  const isHeard = clock.elapsed >= page.touchedAt + ACTIVITY_GAP;
  how();
  // If the port fails, other tabs do not hear of it.
  if (!isHeard || !page.isStarted || setting.brokenPort === "activity") return;
  page.touchedAt = clock.elapsed;
  const idleFor = serverNow() - ledger.lastSign();
  const after = page.family();
  // Coming back to a session that was replaced meanwhile counts as activity in the session that replaced it.
  // And a tab that allows more idleness, or any, cannot know that the end is due: it shares the movement that wakes it before it
  // hears of the end.
  const isUnaware = family && idleFor < (page.idle?.timeout ?? Infinity);
  if (mayHoldMore(page) || (after && after !== family) || isUnaware) keepAlive(page);
  if (!family || isWarned || after !== family) return;
  if (idleFor > (page.idle?.timeout ?? Infinity) + 10 * second && !isClockWrong)
    ledger.broken.push({
      rule: "idle is never revived",
      how: `a movement in ${page.name} revives session ${family.number}, idle for ${idleFor} ms`,
    });
  sign(page);
}

/**
 * Whether the tab may hold another session than the one on its screen: whatever storage holds, before the first answer, and
 * what a login or a renewal brings, which is committed a moment before it is told.
 */
function mayHoldMore({ session }: Page): boolean {
  const snapshot = session.getSnapshot();
  if (snapshot.status === "loading" || snapshot.loggingIn) return true;
  return snapshot.status === "authenticated" && snapshot.refreshing;
}

/** Somebody was active, in the session that the tab holds. */
function keepAlive({ world: { ledger, serverNow } }: Page): void {
  for (const family of ledger.families) family.signAt = serverNow();
}

/** Somebody was active, in the session on the screen. */
function sign(page: Page): void {
  const { serverNow, clock } = page.world;
  const family = page.family();
  if (!family) return;
  const now = serverNow();
  family.signAt = now;
  const last = Math.max(...family.signs.map(({ at }) => at));
  if (now - last < (page.idle?.timeout ?? Infinity))
    family.signs.push({ tab: page.name, at: now, elapsed: clock.elapsed });
}

/** Whether the page shows the warning that the session is about to end. */
function isInWarning({ session }: Page): boolean {
  const snapshot = session.getSnapshot();
  return snapshot.status === "authenticated" && snapshot.idle !== null;
}

/** Somebody logs in. Without `remember` the session lasts until the browser is closed, which never happens here. */
export function logIn(
  page: Page,
  username: string,
  password = "correct horse",
  remember = true,
): void {
  const { ledger } = page.world;
  const login = page.session.login({ username, password }, { remember });
  page.ask(`login of ${username}`, login, (user) => {
    const owner = page.family();
    if (page.isOpen && (user.username !== username || (owner && owner.user !== username)))
      ledger.broken.push({
        rule: "no mix of users",
        how: `the login of ${username} in ${page.name} resolves to ${user.username}`,
      });
  });
}

/** The session that a page shows is over, by a call of the app: it, and what the page may hold besides, may end everywhere. */
function endShown(page: Page, call: string, end: () => Promise<void>, isRefusal: boolean): void {
  const { shown, world } = page;
  const over = mayHoldMore(page) ? world.ledger.families : [];
  for (const family of shown ? [...over, shown] : over) {
    family.isLoggedOut = true;
    family.isRefused ||= isRefusal;
  }
  page.ask(call, end());
  if (shown && page.family() === shown)
    world.ledger.broken.push({
      rule: "nothing resurrected after logout",
      how: `${page.name} still shows the session it just ended`,
    });
}

/** People who come and go, and servers that push the end of a session. */
export const people: Move[] = [
  ofApp(
    2,
    (page, dice) => {
      const remember = dice.roll(2) === 0;
      logIn(page, dice.roll(2) ? "bob" : "alice", undefined, remember);
    },
    "logins",
  ),
  ofApp(0.5, (page) => logIn(page, "alice", "wrong"), "logins"),
  ofApp(2, (page) => endShown(page, "logout", () => page.session.logout(), false), "logouts"),
  ofApp(
    0.5,
    (page) => endShown(page, "a pushed end", () => page.session.end("rejected"), true),
    "logouts",
  ),
];
