// The stage of the stories: a fake browser with a manual clock, and sessions in its tabs.
import {
  type Account,
  type Backend,
  createSession,
  type HistoryEntry,
  isSessionError,
  type Session,
  type SessionError,
  type SessionOptions,
  type Steps,
} from "@sojourn/core";
import {
  createBrowser,
  createTokenServer,
  type FakeBrowser,
  type FakeClock,
  type FakeTab,
  type TestAccount,
  type TestCredentials,
  type TestSteps,
  type TestUser,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { guardFetch, watch } from "./secrets.ts";

/** Options of a session, except its backend. */
type Options = Partial<Omit<SessionOptions<unknown, unknown, Account>, "backend">>;

/** A tab with a session. */
interface Page<Credentials, User, Operations extends Account, Known extends Steps = Steps> {
  readonly tab: FakeTab;
  readonly session: Session<Credentials, User, Operations, Known>;
  /** Every history entry that `on("*")` received. */
  readonly news: HistoryEntry[];
  /** The types of `news`. */
  told(): string[];
}

/** The parts of a stage. */
export interface StageOptions<
  Credentials,
  User,
  Operations extends Account,
  Known extends Steps = Steps,
> {
  readonly clock: FakeClock;
  readonly fetch: typeof fetch;
  readonly backend: Backend<Credentials, User, Operations, Known>;
  readonly storage?: "sync" | "async" | "mirrored";
  readonly lag?: number;
  readonly seed?: number;
  /** Options of every session that is opened. */
  readonly options?: Options;
  /** More of them, which depend on the tab. */
  readonly optionsOf?: ((tab: FakeTab) => Options) | undefined;
}

/** A browser with a first page. More pages can be opened. */
export interface Stage<Credentials, User, Operations extends Account, Known extends Steps = Steps>
  extends Page<Credentials, User, Operations, Known> {
  readonly browser: FakeBrowser;
  readonly clock: FakeClock;
  /** Opens another tab. Its session is started unless `start` is `false`. */
  open(options?: Options, start?: boolean): Page<Credentials, User, Operations, Known>;
  /** Lets everything arrive that takes no time, then returns the outcome of the promise. */
  run<Value>(promise: Promise<Value>): Promise<Value>;
  /** The `SessionError` that a promise rejects with within this many milliseconds. Default: 0. */
  failure(promise: Promise<unknown>, ms?: number): Promise<SessionError>;
}

/** Makes a stage. */
export function createStage<
  Credentials,
  User,
  Operations extends Account,
  Known extends Steps = Steps,
>({
  clock,
  fetch: send,
  backend,
  options: common,
  optionsOf,
  ...browserOptions
}: StageOptions<Credentials, User, Operations, Known>): Stage<
  Credentials,
  User,
  Operations,
  Known
> {
  const browser = createBrowser({ clock, fetch: guardFetch(send), ...browserOptions });
  watch(() => browser.reported);
  const open = (options?: Options, start = true): Page<Credentials, User, Operations, Known> => {
    const tab = browser.openTab();
    const own = optionsOf?.(tab);
    const session = createSession({
      backend,
      fetch: tab.fetch,
      ...common,
      ...own,
      ...options,
      ports: { ...tab.ports, ...common?.ports, ...own?.ports, ...options?.ports },
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

/** The `SessionError` that a promise rejects with. The test moves the clock itself. */
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
export interface World extends Stage<TestCredentials, TestUser, TestAccount, TestSteps> {
  readonly server: TokenServer;
  /** Logs in. Default: as alice on the first page. */
  logIn(
    username?: string,
    page?: Page<TestCredentials, TestUser, TestAccount, TestSteps>,
  ): Promise<TestUser>;
  /** How many refreshes arrived. */
  refreshes(): number;
}

/** The options of a world: those of the server, and of the session. */
export interface WorldOptions extends TokenServerOptions {
  readonly storage?: "sync" | "async" | "mirrored";
  readonly lag?: number;
  readonly seed?: number;
  readonly options?: Options;
  readonly optionsOf?: ((tab: FakeTab) => Options) | undefined;
  /** Changes to the backend's description. Default: none. */
  readonly backend?: Partial<Backend<TestCredentials, TestUser, TestAccount, TestSteps>>;
}

/** The password of all users. */
export const password = "correct horse";

/** Makes a world. Nobody is logged in. */
export function createWorld(given: WorldOptions = {}): World {
  const { storage = "sync", lag = 10, seed = 1, options = {}, backend, optionsOf, ...rest } = given;
  const server = createTokenServer(rest);
  const stage = createStage({
    clock: server.clock,
    fetch: server.fetch,
    backend: { ...server.backend, ...backend },
    storage,
    lag,
    seed,
    options,
    optionsOf,
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

/** A minute, in milliseconds. */
export const minute = 60_000;
/** An hour, in milliseconds. */
export const hour = 60 * minute;
/** A day, in milliseconds. */
export const day = 24 * hour;
