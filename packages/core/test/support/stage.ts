// The stage of the stories: a browser whose time is moved by hand, and sessions in its tabs.
import {
  type Account,
  type Backend,
  createSession,
  type HistoryEntry,
  isSessionError,
  type Session,
  type SessionError,
  type SessionOptions,
} from "@sojourn/core";
import {
  createBrowser,
  createTokenServer,
  type FakeBrowser,
  type FakeClock,
  type FakeTab,
  type TestAccount,
  type TestCredentials,
  type TestUser,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { guardFetch, watch } from "./secrets.ts";

/** Options of a session besides its backend. */
type Options = Partial<Omit<SessionOptions<unknown, unknown, Account>, "backend">>;

/** A tab with a session in it. */
interface Page<Credentials, User, Operations extends Account> {
  readonly tab: FakeTab;
  readonly session: Session<Credentials, User, Operations>;
  /** Everything `on("*")` told. */
  readonly news: HistoryEntry[];
  /** The types of `news`. */
  told(): string[];
}

/** What a stage is made from. */
export interface StageOptions<Credentials, User, Operations extends Account> {
  readonly clock: FakeClock;
  readonly fetch: typeof fetch;
  readonly backend: Backend<Credentials, User, Operations>;
  readonly storage?: "sync" | "async" | "mirrored";
  readonly lag?: number;
  readonly seed?: number;
  /** Options of every session opened. */
  readonly options?: Options;
}

/** A browser, its first page, and more pages on demand. */
export interface Stage<Credentials, User, Operations extends Account>
  extends Page<Credentials, User, Operations> {
  readonly browser: FakeBrowser;
  readonly clock: FakeClock;
  /** Opens a further tab, with a session that is started unless `start` is false. */
  open(options?: Options, start?: boolean): Page<Credentials, User, Operations>;
  /** Lets everything arrive that needs no time, then gives the outcome. */
  run<Value>(promise: Promise<Value>): Promise<Value>;
  /** The `SessionError` that a promise rejects with, after this many milliseconds at the latest (default: 0). */
  failure(promise: Promise<unknown>, ms?: number): Promise<SessionError>;
}

/** Makes a stage. */
export function createStage<Credentials, User, Operations extends Account>({
  clock,
  fetch: send,
  backend,
  options: common,
  ...browserOptions
}: StageOptions<Credentials, User, Operations>): Stage<Credentials, User, Operations> {
  const browser = createBrowser({ clock, fetch: guardFetch(send), ...browserOptions });
  watch(() => browser.reported);
  const open = (options?: Options, start = true): Page<Credentials, User, Operations> => {
    const tab = browser.openTab();
    const session = createSession({
      backend,
      fetch: tab.fetch,
      ...common,
      ...options,
      ports: { ...tab.ports, ...common?.ports, ...options?.ports },
    });
    const news: HistoryEntry[] = [];
    session.on("*", (happening) => news.push(happening));
    watch(() => [news, session.explain(), { ...session.getSnapshot(), claims: null }]);
    if (start) session.start();
    return { tab, session, news, told: () => news.map(({ type }) => type) };
  };
  return {
    ...open(),
    browser,
    clock,
    open,
    async run(promise) {
      promise.catch(() => {});
      await clock.advance();
      return promise;
    },
    failure: (promise, ms) => failureOf(clock, promise, ms),
  };
}

async function failureOf(
  clock: FakeClock,
  promise: Promise<unknown>,
  ms = 0,
): Promise<SessionError> {
  const caught = rejection(promise);
  caught.catch(() => {});
  await clock.advance(ms);
  return Promise.race([
    caught,
    clock.advance().then(() => Promise.reject(new Error("It is still pending."))),
  ]);
}

/** The `SessionError` that a promise rejects with, some time: the test moves the clock. */
export async function rejection(promise: Promise<unknown>): Promise<SessionError> {
  const error: unknown = await promise.then(
    (value) => new Error(`It resolved to ${value}, but should have failed.`),
    (reason: unknown) => reason,
  );
  watch(() => error);
  if (!isSessionError(error)) throw error;
  return error;
}

/** A stage with the fake token server. */
export interface World extends Stage<TestCredentials, TestUser, TestAccount> {
  readonly server: TokenServer;
  /** Logs in on the first page, or on this one. */
  logIn(username?: string, page?: Page<TestCredentials, TestUser, TestAccount>): Promise<TestUser>;
  /** How many refreshes arrived. */
  refreshes(): number;
}

/** What a world is made from: the server's options, and how the session is made. */
export interface WorldOptions extends TokenServerOptions {
  readonly storage?: "sync" | "async" | "mirrored";
  readonly lag?: number;
  readonly seed?: number;
  readonly options?: Options;
  /** Changes the backend's description. */
  readonly backend?: Partial<Backend<TestCredentials, TestUser, TestAccount>>;
}

/** The password of everybody. */
export const password = "correct horse";

/** Makes a world; nobody is logged in. */
export function createWorld(given: WorldOptions = {}): World {
  const { storage = "sync", lag = 10, seed = 1, options = {}, backend, ...rest } = given;
  const server = createTokenServer(rest);
  const stage = createStage({
    clock: server.clock,
    fetch: server.fetch,
    backend: { ...server.backend, ...backend },
    storage,
    lag,
    seed,
    options,
  });
  return {
    ...stage,
    server,
    async logIn(username = "alice", { session } = stage) {
      return stage.run(session.login({ username, password }));
    },
    refreshes: () => server.count("token/refresh/"),
  };
}

/** The minute that tests count in. */
export const minute = 60_000;
/** An hour. */
export const hour = 60 * minute;
/** A day. */
export const day = 24 * hour;
