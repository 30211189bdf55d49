// The rules that hold after each step of a simulation: plain predicates, each named after the promise that it checks.
import type { SessionUser } from "./backend.ts";
import type { Family, Ledger } from "./ledger.ts";
import type { End, Page } from "./page.ts";
import type { World } from "./world.ts";

/** A rule: says how it is broken, or nothing. */
type Rule = (world: World) => string | undefined;

/** Of each open page. */
function forPages(rule: (page: Page, world: World) => string | undefined): Rule {
  return (world) => {
    for (const page of world.pages) {
      const how = page.isOpen ? rule(page, world) : undefined;
      if (how) return `${page.name} ${how}`;
    }
    return undefined;
  };
}

/** The rules that hold after every step. */
export const always: Readonly<Record<string, Rule>> = {
  "no mix of users": forPages(({ session }) => {
    const snapshot = session.getSnapshot();
    if (snapshot.status !== "authenticated") return;
    const { user, claims } = snapshot;
    if (claims && user.username !== claims.username)
      return `shows ${user.username} with a token of ${claims.username}`;
    return;
  }),

  "no mix of users in storage": ({ browser, ledger }) => {
    const tokenSet = heldIn(browser.storage.text);
    if (!tokenSet) return;
    const [access, refresh] = [tokenIn(tokenSet, ledger), ledger.know(tokenSet.refresh)];
    // In cookie mode keys take the place of tokens. With all tokens in cookies only the user tells whose session it is.
    const isOne = tokenSet.refresh === null || !refresh || access?.family === refresh.family;
    const family = access?.family ?? sessionOf(tokenSet, ledger);
    const isWhole = isOne && family?.user === tokenSet.user.username;
    return isWhole
      ? undefined
      : `${access?.name} and ${refresh?.name} of ${tokenSet.user.username}`;
  },

  "nothing resurrected after logout": forPages((page) => {
    const family = page.family();
    if (page.shown && family !== page.shown) page.left.add(page.shown);
    page.shown = family;
    // Where storage was lost, cookies may have begun a session anew that another tab has ended meanwhile.
    const isBegunAnew = page.world.jar !== null && page.world.ledger.isDegraded;
    if (family && page.left.has(family) && !isBegunAnew)
      return `shows session ${family.number} again`;
    return;
  }),

  "no token in storage where cookies have it": ({ browser, ledger, jar }) => {
    const tokenSet = jar && heldIn(browser.storage.text);
    const known = tokenSet && (ledger.know(tokenSet.access) ?? ledger.know(tokenSet.refresh));
    return known ? `${known.name} is stored` : undefined;
  },

  "nothing resurrected in storage": (world) => {
    const { browser, ledger } = world;
    const tokenSet = heldIn(browser.storage.text);
    const family = tokenSet
      ? (tokenIn(tokenSet, ledger)?.family ?? sessionOf(tokenSet, ledger))
      : null;
    if (tokenSet && !world.jar) ledger.stored(tokenSet.refresh ?? tokenSet.access);
    const last = inStorage.get(world) ?? { family: null, left: new Set() };
    inStorage.set(world, last);
    if (browser.storage.text === null) return;
    if (last.family && family !== last.family) last.left.add(last.family);
    last.family = family;
    if (family && last.left.has(family) && !ledger.isDegraded)
      return `session ${family.number} is stored again after it was over`;
    return;
  },

  "idle and age are never late": forPages((page, world) => {
    const { setting, clock, isClockWrong, hasSlept, serverNow } = world;
    const { throttledBy, slower } = page;
    const late = LATE + Math.max(throttledBy, clock.elapsed <= slower.until ? slower.by : 0);
    const family = page.family();
    // Tasks that came while it was frozen have not arrived yet.
    if (world.tasks.count(page.name) > 0) return;
    if (!family || page.isFrozen || !page.isStarted || isClockWrong || hasSlept) return;
    // Where storage was lost, cookies may have begun a session anew.
    if (world.jar && world.ledger.isDegraded) return;
    family.shownAt = Math.min(family.shownAt, serverNow());
    const age = serverNow() - family.shownAt;
    const idleFor = serverNow() - world.ledger.lastSign();
    if (idleFor > (page.idle?.timeout ?? Infinity) + late + setting.lag)
      return `still shows session ${family.number} after ${idleFor} ms of idleness`;
    if (age > (setting.maxAge ?? Infinity) + late)
      return `still shows session ${family.number} at an age of ${age} ms`;
    return;
  }),

  "every waiter settled in time": forPages((page, { clock }) => {
    const { waiting, isStarted, isFrozen, throttledBy } = page;
    if (!isStarted || isFrozen) return;
    const patience = PATIENCE + throttledBy * DEADLINES;
    // How long an app waits for its own requests is its own affair.
    for (const [what, since] of waiting)
      if (clock.elapsed - since > patience && !/^(fetch|rename)/.test(what))
        return `waits for ${what} since ${clock.elapsed - since} ms`;
    return;
  }),

  "no session ended without a definitive answer, time or logout": forPages((page) => {
    for (const end of page.ends.splice(0)) {
      const { family, happening } = end;
      // If it ended elsewhere, check the tab that ended it.
      const how = family && !happening.elsewhere && unjust(end, family, page);
      if (how) return how;
    }
    return;
  }),
};

/** How late an end may be, in milliseconds. Activity in another tab may be known 3 s late, and a tab notices nothing for 1 s. */
const LATE = 5000;

/**
 * How early an end may be for a tab that was used at the same time as another one, in milliseconds: signs of life within 3 s of
 * a shared one are not shared, and each tab adds 950 ms.
 */
const UNSHARED = 2050;

/** `exp` is a whole second, rounded down; and a server's clock that is not this machine's is known to a second. */
const ROUNDING = 1000;

/**
 * How long somebody may wait, in milliseconds: for a refresh, and the one after it; each for the lock, storage, the answer,
 * and storage twice more, 15 s each.
 */
const PATIENCE = 150_000;

/** How many deadlines those are: each rings late where timers are throttled, and has a moment of grace, which is late as well. */
const DEADLINES = 20;

const inStorage = new WeakMap<World, { family: Family | null; left: Set<Family> }>();

let read: { readonly text: string | null; readonly tokenSet: TokenSet | null } = {
  text: null,
  tokenSet: null,
};

/** The session in a stored text. */
function heldIn(text: string | null): TokenSet | null {
  if (text !== read.text) read = { text, tokenSet: text === null ? null : JSON.parse(text).held };
  return read.tokenSet;
}

interface TokenSet {
  readonly access: string;
  readonly refresh: string | null;
  readonly claims: { readonly jti?: unknown } | null;
  readonly user: SessionUser;
}

/** The access token that a stored session is about. */
function tokenIn({ access, claims }: TokenSet, ledger: Ledger): ReturnType<Ledger["know"]> {
  return ledger.know(access) ?? ledger.numbered(claims?.jti);
}

/** The session that the stored user belongs to. */
function sessionOf({ user }: TokenSet, { families }: Ledger): Family | null {
  return families[user.session - 1] ?? null;
}

/** When the session on a screen began. If a login's answer is lost with its tab, an older screen of the same person goes on with its cookies. */
function beginningOf(family: Family, { jar, ledger }: World): number {
  const ofPerson = jar ? ledger.families.filter(({ user }) => user === family.user) : [family];
  return Math.min(...ofPerson.map(({ startedAt }) => startedAt));
}

/** Why this end was none that should have been. */
function unjust(
  { happening: { reason }, at: now, elapsed }: End,
  family: Family,
  { name: tab, world, idle }: Page,
): string | undefined {
  const { ledger, isClockWrong, isMirrorBad, setting } = world;
  // This tab cannot know yet of activity in another tab a moment ago, or in the same moment.
  const known = family.signs.filter(
    (sign) => sign.tab === tab || sign.elapsed + setting.lag < elapsed,
  );
  const idleFor = now - Math.max(...known.map(({ at }) => at));
  const age = now - beginningOf(family, world);
  // Without the mirror each tab knows only its own activity, and a clock that was set gives no information.
  const isMute = setting.brokenPort === "activity";
  const isBlind = isClockWrong || isMirrorBad || isMute || ledger.isDegraded;
  const name = `session ${family.number}`;
  const isExpired = now >= family.expiresAt - (setting.skew === 0 ? ROUNDING : 2 * ROUNDING);
  const isUnclear =
    family.isWithheld || family.isTakenOver || (family.isUndated && setting.skew !== 0);
  const isOver = family.isLoggedOut || ledger.families.at(-1) !== family;
  const isRefused = family.isRefused && (family.blemish || isExpired || isOver);
  switch (reason) {
    case "logout":
      if (!ledger.families.some(({ isLoggedOut }) => isLoggedOut) && !ledger.isDegraded)
        return `ended ${name} as logged out, but nobody logged out`;
      return;
    case "replaced":
      if (ledger.families.length < 2) return `ended ${name} as replaced, but by what?`;
      return;
    case "expired":
      // If an answer was lost, the tab has only the older token, which expires earlier.
      if (!isExpired && !isRefused && !isClockWrong && !family.blemish && !isUnclear)
        return `ended ${name} as expired, ${family.expiresAt - now} ms too early`;
      return;
    case "rejected":
      if (!isRefused && !isExpired && !family.isTakenOver)
        return `lost ${name} though the server did nothing wrong`;
      return;
    case "idle":
      if (!isBlind && idleFor < (idle?.timeout ?? Infinity) - UNSHARED)
        return `ended ${name} as idle after ${idleFor} ms`;
      return;
    case "max-age":
      if (!isClockWrong && age < (setting.maxAge ?? Infinity) - 1000)
        return `ended ${name} for its age of ${age} ms`;
      return;
  }
}

/** The rules that hold when nothing is pending, even if no time has passed. */
export const quiet: Readonly<Record<string, Rule>> = {
  "all live tabs agree once quiet": ({ pages, ledger, browser, setting, isCutShort }) => {
    if (ledger.isDegraded) return;
    const views = pages
      .filter(({ isOpen, isFrozen, isStarted }) => isOpen && !isFrozen && isStarted)
      .map((page) => [page, view(page)] as const)
      .filter(([, seen]) => seen !== "loading");
    const [first, ...rest] = views;
    const other = rest.find(([, seen]) => seen !== first?.[1]);
    if (first && other)
      return `${first[0].name} shows ${first[1]}, ${other[0].name} shows ${other[1]}`;
    const tokenSet = heldIn(browser.storage.text);
    const token = tokenSet ? tokenIn(tokenSet, ledger) : undefined;
    const family = token?.family ?? (tokenSet && sessionOf(tokenSet, ledger));
    // If the token is opaque, or in a cookie, the screen only shows which session it belongs to.
    const isHidden = setting.tokens === "opaque" || setting.cookies === "all";
    const name = isHidden ? family?.number : token?.name;
    const stored = tokenSet ? `${tokenSet.user.username}, ${name}` : "nobody";
    if (first && first[1] !== stored && !isCutShort)
      return `${first[0].name} shows ${first[1]}, but ${stored} is stored`;
    return;
  },
};

function view(page: Page): string {
  const { session, world } = page;
  const snapshot = session.getSnapshot();
  if (snapshot.status === "loading") return "loading";
  if (snapshot.status === "unauthenticated") return "nobody";
  const { user, claims } = snapshot;
  const token = claims ? world.ledger.numbered(claims.jti)?.name : page.family()?.number;
  return `${user.username}, ${token}`;
}

/** The rules that hold at the end, some minutes after all trouble is over. */
export const atLast: Readonly<Record<string, Rule>> = {
  ...quiet,
  "every waiter settled": forPages(({ waiting, isStarted }) =>
    isStarted && waiting.size > 0
      ? `still waits for: ${[...waiting.keys()].join(", ")}`
      : undefined,
  ),
  "no cookie outlives its session": ({ jar, ledger, pages, server, setting }) => {
    // A page that does not hear that somebody came back pays at its next start.
    if (setting.brokenPort === "page") return;
    const known = ledger.know(jar?.refresh());
    const isShown = pages.some(
      ({ isOpen, isStarted, session }) =>
        isOpen && isStarted && session.getSnapshot().status === "authenticated",
    );
    // A server that says itself that a session is over need not be told.
    const isToldHere = known?.family.isLoggedOut && !known.family.isRefused;
    if (!known || isShown || ledger.isDegraded || !isToldHere) return;
    if (!pages.some(({ isOpen, isStarted }) => isOpen && isStarted)) return;
    const { status } = server.act({
      method: "POST",
      url: `${server.baseUrl}token/refresh/`,
      path: "token/refresh/",
      headers: {},
      body: JSON.stringify({ refresh: jar?.refresh() }),
    });
    return status === 200 ? `${known.name} still works, and nobody is logged in` : undefined;
  },
  "every tab knows": forPages(({ session, isStarted }) =>
    isStarted && session.getSnapshot().status === "loading" ? "is still loading" : undefined,
  ),
};

/** The rules that hold when every session is stopped. */
export const stopped: Readonly<Record<string, Rule>> = {
  "no timer left after stop": ({ clock }) =>
    clock.pending > 0 ? `${clock.pending} alarms are set` : undefined,
};
