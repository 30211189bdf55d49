/** The stage of the view promises: a fake token server, a browser, a session in each page, and the views that are tested. */
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

/** The content of a view. Members that the session does not have at the moment are `null` or `false`. */
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
  readonly pending: { readonly step: string } | null;
}

/** The functions of a view. */
export type Verbs = Pick<TestSession, "login" | "proceed" | "logout" | "refresh">;

/** A part of a view. `"person"` reads only status and user, `"expiry"` reads only `expiresAt`. */
export type Part = "person" | "expiry";

/** Called at each render of a part with its content. If it throws, the part breaks, like after a mistake of the app. */
export type OnRender = (part: Part, shown: Partial<Shown>) => void;

/** A view on the screen. */
export interface MountedView {
  /** The current content. */
  shown(): Shown;
  /** The current functions. */
  verbs(): Verbs;
  unmount(): void | Promise<void>;
}

/** A binding, reduced to the part that the promises are about. */
export interface ViewBinding {
  /** Mounts a view of this session, like users of the binding. It may start the session, and other views may share it. */
  mount(session: TestSession, onRender: OnRender): MountedView | Promise<MountedView>;
  /** Does work that may change views, then lets them update. Default: only does the work. */
  act?(work: () => Promise<void>): Promise<void>;
  /** Makes the client of the app. Default: `session.fetch`. */
  readonly client?: MakeClient;
}

/** A promise of bindings. */
export type ViewCase = Case<ViewStage>;

/** The input of a case. */
export interface ViewStage {
  /** Opens a world with its own server, in which nobody is logged in. */
  open(options?: ViewOptions): ViewWorld;
}

/** The options of a world: those of the server, and limits of the sessions. Default: no limits. */
export type ViewOptions = TokenServerOptions & Limits;

type Limits = Pick<SessionOptions<TestCredentials, TestUser, TestAccount>, "idle" | "maxAge">;

/** A view that records its renders. */
export interface View extends MountedView {
  /** The content of a part at each of its renders, in order. */
  rendered(part: Part): Partial<Shown>[];
}

/** A page of the browser: a tab with a running session in it. */
export interface ViewPage {
  readonly tab: FakeTab;
  readonly session: TestSession;
  readonly stop: () => void;
  /** Mounts a view. `onRender` may throw. Default: it does nothing. */
  mount(onRender?: OnRender): Promise<View>;
  /** The number of callbacks that the views have registered with the session. */
  listeners(): number;
  /** Lets a waiting storage answer. */
  restore(): Promise<void>;
}

/** A server and a browser with a first page. */
export interface ViewWorld extends ViewPage {
  readonly server: TokenServer;
  readonly browser: FakeBrowser;
  /** Opens another page. With `"waiting"` its storage answers only after `restore()`. Default: at once. */
  openPage(storage?: "waiting"): ViewPage;
  /** Calls `ask`, lets everything that was sent arrive, and resolves like its promise. Fails if that is still pending then. */
  run<Result>(ask: () => Promise<Result>): Promise<Result>;
  /** Like `run`, but resolves to the error. */
  failure(ask: () => Promise<unknown>): Promise<unknown>;
  /** Does work and does not wait for its consequences. */
  set(work: () => unknown): Promise<void>;
  /** Lets this many milliseconds pass. */
  pass(ms: number): Promise<void>;
  logIn(username?: string): Promise<void>;
  /** Sends the requests of the app. */
  readonly client: HttpClient;
}

/** The password of all users. */
export const password = "correct horse";

const byFetch: MakeClient = (session) => ({
  async send({ url }) {
    const response = await session.fetch(url);
    return { status: response.status, body: await response.text() };
  },
});

/** Makes a stage for a binding. */
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
  const waiting = { ...storage, read: () => held.then(storage.read) };
  const session = createSession({
    ...limits,
    backend: server.backend,
    fetch: tab.fetch,
    ports: { ...tab.ports, storage: isWaiting ? waiting : storage },
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

/** The same session, and the number of its callbacks. */
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
