// Whole sessions on the real servers that keep tokens, or a session, in cookies: tabs, reloads, renewals, and all ways to log out.
import { cookieMode, extendBackend } from "@sojourn/core";
import { djRestAuthJwt } from "@sojourn/django";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, openBrowser, type Tab } from "./cookie-tabs.ts";
import { type OwnServer, type Person, shortLived, startServer } from "./django-server.ts";
import { type AnyBackend, backendOf, cookieMounts, type Mount } from "./mounts.ts";
import { until } from "./page.ts";

let server: OwnServer;
let brief: OwnServer;
beforeAll(async () => {
  [server, brief] = await Promise.all([startServer(), startServer(shortLived)]);
});
afterAll(() => Promise.all([server.stop(), brief.stop()]));

type AnyBrowser = Browser<unknown, AnyBackend["account"] & object>;
type AnyTab = Tab<unknown, AnyBackend["account"] & object>;

interface Visit {
  readonly person: Person;
  readonly backend: AnyBackend;
  readonly browser: AnyBrowser;
  readonly tab: AnyTab;
}

/** A browser of its own, in which a new person has logged in. */
async function logIn(mount: Mount, home = server, change = {}): Promise<Visit> {
  const person = await home.newPerson();
  const backend = extendBackend(backendOf(mount, home), change) as AnyBackend;
  const browser = openBrowser(backend) as AnyBrowser;
  const tab = browser.open();
  await tab.session.login(person);
  return { person, backend, browser, tab };
}

const statusOf = ({ session }: AnyTab): string => session.getSnapshot().status;
const post: RequestInit = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ text: "hello" }),
};
const all: readonly Mount[] = Object.values(cookieMounts);
const renewable = all.filter(({ prefix }) => prefix !== "session");
const csrf = { cookie: "csrftoken", header: "X-CSRFToken" };

/** The cookies that are somebody's session. */
function sessionCookies({ jar }: AnyBrowser): readonly string[] {
  return Object.values(jar.hidden()).filter((value) => value !== '""');
}

test.concurrent.for(all)(
  "on $name: nothing stored opens anything, a reload keeps the session, requests read and write",
  async (mount) => {
    const { backend, browser, tab } = await logIn(mount);
    expect(sessionCookies(browser).length).toBeGreaterThan(0);
    for (const secret of sessionCookies(browser)) expect(browser.drawer.text).not.toContain(secret);
    expect(browser.drawer.text).not.toContain("eyJ");
    tab.close();
    const next = browser.open();
    // Only the server knows whether a session without an expiry is still alive.
    if (!backend.refresh) await next.session.ready();
    expect(statusOf(next)).toBe("authenticated");
    expect([await next.status(), await next.status("posts/", post)]).toEqual([200, 201]);
  },
);

test.concurrent.for(renewable)(
  "on $name: a token that is due is renewed by the timer, for two tabs in order",
  async (mount) => {
    const { person, backend, browser, tab } = await logIn(mount, brief);
    const second = browser.open();
    const path = `${backend.refresh?.path}`;
    const before = sessionCookies(browser);
    const isRenewed = (): boolean => `${sessionCookies(browser)}` !== `${before}`;
    await until("renewed", isRenewed);
    expect([await tab.status(), await second.status()]).toEqual([200, 200]);
    expect(statusOf(second)).toBe("authenticated");
    const { byStatus } = await brief.log({ user: person.username, path });
    expect(Object.keys(byStatus)).toEqual(["200"]);
  },
);

test.concurrent.for(renewable)(
  "on $name: 20 tabs that need a token get it in turn, and none is lost",
  async (mount) => {
    const { person, backend, browser } = await logIn(mount);
    const tabs = Array.from({ length: 20 }, () => browser.open());
    const isByCookie = backend.cookies?.to === "all";
    if (isByCookie) browser.jar.spoil(mount.accessCookie);
    const path = `${backend.refresh?.path}`;
    const answers = await Promise.all(tabs.map((tab) => tab.status()));
    expect(answers).toEqual(tabs.map(() => 200));
    expect(new Set(tabs.map(statusOf))).toEqual(new Set(["authenticated"]));
    const { byStatus } = await server.log({ user: person.username, path });
    expect(byStatus).toEqual({ 200: isByCookie ? 1 : 20 });
  },
);

test.concurrent.for(all)(
  "on $name: a logout in one tab ends all, and the cookies are gone",
  async (mount) => {
    const { browser, tab } = await logIn(mount);
    const second = browser.open();
    await second.status();
    await tab.session.logout();
    await until("the other tab is told", () => statusOf(second) === "unauthenticated");
    expect(second.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
    expect(sessionCookies(browser)).toEqual([]);
    expect(tab.session.explain().filter(({ type }) => type === "logout-failed")).toEqual([]);
  },
);

test.concurrent.for(all)(
  "on $name: a logout without a network holds at once, and the next page that starts tells the server",
  async (mount) => {
    const { person, browser, tab } = await logIn(mount);
    browser.goOffline();
    await tab.session.logout();
    expect(statusOf(tab)).toBe("unauthenticated");
    expect(sessionCookies(browser).length).toBeGreaterThan(0);
    browser.closeAll();
    browser.goOnline();
    const next = browser.open();
    await until("the server is told", () => sessionCookies(browser).length === 0);
    expect(statusOf(next)).toBe("unauthenticated");
    await next.session.login(person);
    expect(await next.status()).toBe(200);
  },
);

test.concurrent.for([
  cookieMounts.djRestAuthAll,
  cookieMounts.simpleJwtCookie,
  cookieMounts.sessions,
])("on $name: a CSRF token that another login has changed is read again", async (mount) => {
  const { browser, tab } = await logIn(mount);
  tab.close();
  let isOld = true;
  const old = "x".repeat(32);
  const readCookie = (name: string): string | null => {
    const read = isOld ? old : browser.jar.readCookie(name);
    isOld = false;
    return read;
  };
  const next = browser.open({ readCookie });
  expect(await next.status("posts/", post)).toBe(201);
  expect(isOld).toBe(false);
});

test.concurrent.for([
  {
    ...cookieMounts.djRestAuthAll,
    change: { cookies: cookieMode({ to: "all", csrf, restore: true }) },
  },
  {
    ...cookieMounts.simpleJwtCookie,
    change: { cookies: cookieMode({ to: "auth", csrf, restore: true }) },
  },
  { ...cookieMounts.sessions, change: {} },
])(
  "on $name: with nothing stored the cookies tell who is logged in",
  async ({ change, ...mount }) => {
    const { browser, tab } = await logIn(mount, server, change);
    const { user } = tab.session.getSnapshot();
    browser.closeAll();
    browser.drawer.text = null;
    const next = browser.open();
    expect(statusOf(next)).toBe("loading");
    await next.session.ready();
    expect(next.session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: user as object,
    });
    expect(await next.status()).toBe(200);
  },
);

test.concurrent.for([cookieMounts.djRestAuthCookies, cookieMounts.djRestAuthRefreshCookie])(
  "on $name: a sign-up logs in, and its refresh token is exchanged for one in a cookie",
  async ({ prefix }) => {
    const baseUrl = `${server.url}/${prefix}/`;
    const browser = openBrowser(djRestAuthJwt({ baseUrl, cookies: true }));
    const tab = browser.open();
    const username = `new-${crypto.randomUUID().slice(0, 13)}`;
    const password = "a-rather-long-horse-7";
    const form = { username, email: `${username}@example.test` };
    await tab.session.account.signUp({ ...form, password1: password, password2: password });
    expect(Object.keys(browser.jar.hidden())).toContain(
      prefix === "dj-rest-auth-cookie" ? "app-refresh" : "app-refresh-only",
    );
    expect(browser.drawer.text).not.toContain("eyJ");
    tab.close();
    const next = browser.open();
    expect(next.session.getSnapshot()).toMatchObject({ user: { username } });
    expect(await next.status()).toBe(200);
    const { byStatus } = await server.log({ user: username, path: "token/refresh/" });
    expect(byStatus).toEqual({ 200: 2 });
  },
);

test.concurrent("on dj-rest-auth a dead access token in a cookie blocks the logout: it is told again once the browser has dropped the cookie", async () => {
  const { browser, tab } = await logIn(cookieMounts.djRestAuthCookies);
  browser.jar.spoil("app-auth");
  await tab.session.logout();
  expect(statusOf(tab)).toBe("unauthenticated");
  expect(tab.session.explain().some(({ type }) => type === "logout-failed")).toBe(true);
  expect(Object.keys(browser.jar.hidden())).toContain("app-refresh");
  browser.jar.drop("app-auth");
  browser.closeAll();
  browser.open();
  await until("the server is told", () => sessionCookies(browser).length === 0);
});

test.concurrent("cookies that a social login has set are adopted", async () => {
  const { person, backend, browser } = await logIn(cookieMounts.djRestAuthRefreshCookie);
  browser.closeAll();
  browser.drawer.text = null;
  const tab = browser.open();
  await tab.session.ready();
  expect(statusOf(tab)).toBe("unauthenticated");
  expect(await tab.session.adopt({ access: "" })).toMatchObject({ username: person.username });
  expect(await tab.status()).toBe(200);
  expect(backend.cookies?.to).toBe("auth");
});
