/** The stage of the view promises: a fake token server, a browser, a session in each of its pages, and the views that are tried. */
import {
  createSession,
  type Reason,
  type SessionError,
  type SessionOptions,
  type Status,
} from "@sojourn/core";
import {
  createBrowser,
  createTokenServer,
  type FakeBrowser,
  type FakeTab,
  type TestAccount,
  type TestCredentials,
  type TestUser,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { type Case, check, equal } from "./case.ts";
import type { HttpClient, MakeClient, TestSession } from "./http-stage.ts";
import { comesTrue } from "./patience.ts";

/** What a view shows. What its session does not tell at the moment is `null` or `false`. */
export interface Shown {
  readonly status: Status;
  readonly user: TestUser | null;
  readonly loggingIn: boolean;
  readonly refreshing: boolean;
  readonly offline: boolean;
  readonly expiresAt: number | null;
  readonly reason: Reason | null;
  readonly elsewhere: boolean;
  readonly error: SessionError | null;
}

/** What a view can do. */
export type Verbs = Pick<TestSession, "login" | "logout" | "refresh">;

/** A part of a view, by what it reads: `"person"` reads status and user, `"expiry"` reads `expiresAt`, and nothing else. */
export type Part = "person" | "expiry";

/** Called at each render of a part, with what it shows. Where it throws, the part is broken, as an app's own mistake breaks it. */
export type OnRender = (part: Part, shown: Partial<Shown>) => void;

/** A view on the screen. */
export interface MountedView {
  /** What it shows now. */
  shown(): Shown;
  /** The functions that it hands out now. */
  verbs(): Verbs;
  unmount(): void | Promise<void>;
}

/** A binding, reduced to what the promises are about. */
export interface ViewBinding {
  /** Puts a view of this session on the screen, as the binding's users do. It may start the session; it is not alone on it. */
  mount(session: TestSession, onRender: OnRender): MountedView | Promise<MountedView>;
  /** Does something that may change views, then lets them catch up. Default: just does it. */
  act?(work: () => Promise<void>): Promise<void>;
  /** What the app sends its requests with. Default: `session.fetch`. */
  readonly client?: MakeClient;
}

/** A promise of bindings. */
export type ViewCase = Case<ViewStage>;

/** Everything a case plays with. */
export interface ViewStage {
  /** A world with its own server; nobody is logged in. */
  open(options?: ViewOptions): ViewWorld;
}

/** What a world is made from: the server's options, and limits of the sessions. Default: no limits. */
export type ViewOptions = TokenServerOptions & Limits;

type Limits = Pick<SessionOptions<TestCredentials, TestUser, TestAccount>, "idle" | "maxAge">;

/** A view that keeps a diary. */
export interface View extends MountedView {
  /** What a part showed at each of its renders, in order. */
  rendered(part: Part): Partial<Shown>[];
}

/** A page of the browser: a tab with a running session in it. */
export interface ViewPage {
  readonly tab: FakeTab;
  readonly session: TestSession;
  readonly stop: () => void;
  /** Puts a view on the screen. `onRender` may throw. Default: it does nothing. */
  mount(onRender?: OnRender): Promise<View>;
  /** How many callbacks the views have with the session. */
  listeners(): number;
  /** Lets storage answer, where it was asked to wait. */
  restore(): Promise<void>;
}

/** One world, with a first page. */
export interface ViewWorld extends ViewPage {
  readonly server: TokenServer;
  readonly browser: FakeBrowser;
  /** Opens a further page. `waiting`: its storage answers only after `restore()`. Default: at once. */
  openPage(storage?: "waiting"): ViewPage;
  /** Does something, and gives what it comes to when all that is under way has arrived; fails where it still waits then. */
  run<Result>(ask: () => Promise<Result>): Promise<Result>;
  /** What it rejects with. */
  failure(ask: () => Promise<unknown>): Promise<unknown>;
  /** Does something and does not wait for what comes of it. */
  set(work: () => unknown): Promise<void>;
  /** Lets this many milliseconds pass. */
  pass(ms: number): Promise<void>;
  logIn(username?: string): Promise<void>;
  /** What sends the app's requests. */
  readonly client: HttpClient;
}

/** The password of everybody. */
export const password = "correct horse";

const byFetch: MakeClient = (session) => ({
  async send({ url }) {
    const response = await session.fetch(url);
    return { status: response.status, body: await response.text() };
  },
});

/** Makes the stage for a binding. */
export function createViewStage(binding: ViewBinding): ViewStage {
  const act = (work: () => Promise<void>): Promise<void> => binding.act?.(work) ?? work();
  return {
    open({ idle, maxAge, ...options } = {}) {
      const limits: Limits = { ...(idle && { idle }), ...(maxAge && { maxAge }) };
      const server = createTokenServer(options);
      const { clock, baseUrl } = server;
      const browser = createBrowser({ clock, fetch: server.fetch });
      const openPage: ViewWorld["openPage"] = (storage) =>
        createPage(server, browser, binding, act, limits, storage === "waiting");
      const page = openPage();
      const { session, tab } = page;
      const { client: bind = byFetch } = binding;
      const client = bind(session, { fetch: tab.fetch, baseUrl });
      const set: ViewWorld["set"] = (work) =>
        act(async () => {
          await work();
        });
      const run: ViewWorld["run"] = async (ask) => {
        let promise: ReturnType<typeof ask> | undefined;
        let isSettled = false;
        const settled = (): void => {
          isSettled = true;
        };
        await act(async () => {
          promise = ask();
          promise.then(settled, settled);
          await clock.advance();
          await comesTrue(clock, () => isSettled);
        });
        check(promise && isSettled, "it did not come to an end");
        return promise;
      };
      return {
        ...page,
        server,
        browser,
        openPage,
        run,
        failure: (ask) =>
          run(() =>
            ask().then(
              (value) => Promise.reject(new Error(`came to ${JSON.stringify(value)}, should fail`)),
              (error: unknown) => error,
            ),
          ),
        set,
        pass: (ms) => act(() => clock.advance(ms)),
        async logIn(username = "alice") {
          const user = await run(() => session.login({ username, password }));
          equal(user.username, username, "who logged in");
        },
        client,
      };
    },
  };
}

function createPage(
  server: TokenServer,
  browser: FakeBrowser,
  binding: ViewBinding,
  act: (work: () => Promise<void>) => Promise<void>,
  limits: Limits,
  isWaiting: boolean,
): ViewPage {
  const tab = browser.openTab();
  const { storage } = tab.ports;
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const session = createSession({
    ...limits,
    backend: server.backend,
    fetch: tab.fetch,
    ports: isWaiting
      ? { ...tab.ports, storage: { ...storage, read: () => held.then(storage.read) } }
      : tab.ports,
  });
  const stop = session.start();
  const watched = watchListeners(session);
  return {
    tab,
    session,
    stop,
    listeners: watched.listeners,
    restore: () =>
      act(async () => {
        answer();
        await server.clock.advance();
      }),
    async mount(onRender = () => {}) {
      const diary: Record<Part, Partial<Shown>[]> = { person: [], expiry: [] };
      const view = await binding.mount(watched.session, (part, shown) => {
        diary[part].push({ ...shown });
        onRender(part, shown);
      });
      return { ...view, rendered: (part) => diary[part] };
    },
  };
}

/** The same session, with an eye on who listens to it. */
function watchListeners(session: TestSession) {
  const present = new Set<object>();
  const count = (unlisten: () => void): (() => void) => {
    const one = {};
    present.add(one);
    return () => {
      present.delete(one);
      unlisten();
    };
  };
  const on: TestSession["on"] = (type, listener) => count(session.on(type, listener));
  const subscribe: TestSession["subscribe"] = (listener) => count(session.subscribe(listener));
  return { session: { ...session, on, subscribe }, listeners: () => present.size };
}
