/** Makes a mock server from a token system: its MSW handlers, and the methods that control it. */
import type { HttpHandler } from "msw";
import { type Answered, createHandler } from "./adapter.ts";
import { createRespond, type Project, type System } from "./drf.ts";
import { type Fault, storedFault } from "./faults.ts";
import {
  dropKeys,
  findUser,
  freshState,
  type Mail,
  type MockPost,
  type MockUser,
  removeUser,
  type State,
  type Throttle,
  type User,
} from "./state.ts";
import { defaultStore, type MockStore } from "./store.ts";

/** The options of every mock server. Times are in milliseconds. */
export interface MockOptions {
  /** The URL that its paths are relative to: `"https://api.example.com/api/"`, or `"/api/"` on the page's own origin. */
  readonly baseUrl: string;
  /** Its users. Default: alice, bob, carol, dave and erin, ids 1 to 5, password `"correct-horse-1"`. */
  readonly users?: readonly MockUser[];
  /** The posts of its microblog at the start, oldest first. Default: none. */
  readonly posts?: readonly MockPost[];
  /** DRF's throttles. Default: none. {@link MockServer.throttle} changes it later. */
  readonly throttle?: Throttle;
  /** Django's `DEBUG`. With it, a POST without the trailing slash is a 500 and not a 301. Default: `false`. */
  readonly debug?: boolean;
  /**
   * The first authentication class. With `"session"` (DRF's own default) the server answers 403 instead of 401 and sends
   * no `WWW-Authenticate`. Default: `"token"`.
   */
  readonly firstAuthenticator?: Project["firstAuthenticator"];
  /** Django's `USERNAME_FIELD`. Default: `"username"`. */
  readonly loginField?: "username" | "email";
  /** The delay of every answer, in milliseconds. Default: 0. */
  readonly latency?: number;
  /** The clock. Default: `Date.now`. */
  now?(): number;
  /** Waits for `latency` and `"delay"` faults. Default: MSW's `delay`. */
  wait?(milliseconds: number): Promise<void>;
  /** Where the state is kept. Default: IndexedDB, shared by all tabs; without IndexedDB, the memory of this object. */
  readonly store?: MockStore;
  /** Whether the server counts as another origin, so that pages see only the headers that CORS shows. Default: found out by comparing it with the page. */
  readonly crossOrigin?: boolean;
  /** `CORS_EXPOSE_HEADERS`: the headers that other origins see besides the safelisted ones. Default: none. */
  readonly exposeHeaders?: readonly string[];
  /**
   * Whether the mock server plays the browser's cookie jar, as pages need it: scripts cannot set `HttpOnly` cookies. Say `false` if your
   * client keeps cookies itself (in Node, by `Set-Cookie` and `Cookie`). Default: `true`.
   */
  readonly cookieJar?: boolean;
  /** Called after each answer, in the page that sent the request. Never contains a token. Default: not called. */
  onRequest?(answered: Answered): void;
}

/** A mock server: give `handlers` to MSW, and control the server with the rest. Servers with the same store share everything. */
export interface MockServer {
  /** For `setupWorker(...mock.handlers)` or `setupServer(...mock.handlers)`. */
  readonly handlers: readonly HttpHandler[];
  /** Activates or deactivates a user. */
  setActive(username: string, active: boolean): Promise<void>;
  /** Deletes a user. The tokens stay, but have no owner. */
  deleteUser(username: string): Promise<void>;
  /** Changes the password of a user. */
  changePassword(username: string, password: string): Promise<void>;
  /** Changes the name of a user. */
  renameUser(username: string, to: string): Promise<void>;
  /** Ends the sessions of a user on the server ("log out elsewhere"). Access tokens of a pair work until they expire. */
  revoke(username: string): Promise<void>;
  /** Makes all access tokens, sliding tokens and single JWTs expire that were issued so far. */
  expireAccess(): Promise<void>;
  /** Orders a failure. */
  fault(fault: Fault): Promise<void>;
  /** Cancels all ordered failures. */
  clearFaults(): Promise<void>;
  /** Sets DRF's throttles and counts from now. `{}` turns them off. */
  throttle(throttle: Throttle): Promise<void>;
  /** The number of requests for a path below `baseUrl`, with any method. Without `path`, the number of all requests. */
  requests(path?: string): Promise<number>;
  /** The "sent" e-mails, newest first. */
  mails(): Promise<readonly Mail[]>;
  /** Resets users, posts, tokens (all old ones become invalid), faults, throttle and counters. */
  reset(): Promise<void>;
}

/** Builds the server. `name` separates the states of different servers on one origin. */
export function createServer(name: string, system: System, options: MockOptions): MockServer {
  const store = options.store ?? defaultStore(`${name} ${options.baseUrl}`);
  const { now = Date.now, users, posts = [], throttle } = options;
  const fresh = (): State => {
    const state = freshState(randomKey(), users, throttle);
    for (const { author, text } of posts) addPost(state, author, text, now());
    return state;
  };
  const update = <Result>(change: (state: State) => readonly [State, Result]): Promise<Result> =>
    store.update((kept) => {
      if (isState(kept)) return change(kept);
      return change(fresh());
    });
  const edit = <Result>(change: (draft: State) => Result): Promise<Result> =>
    update((state) => {
      const draft = structuredClone(state);
      return [draft, change(draft)];
    });
  const editUser = (username: string, change: (user: User, state: State) => void): Promise<void> =>
    edit((state) => {
      const user = state.users.find((one) => one.username === username);
      if (!user) throw new Error(`The mock server has no user "${username}".`);
      change(user, state);
    });
  const respond = createRespond(system, {
    debug: options.debug ?? false,
    firstAuthenticator: options.firstAuthenticator ?? "token",
  });
  return {
    handlers: [createHandler(options, respond, update)],
    setActive: (username, active) =>
      editUser(username, (user) => {
        user.active = active;
      }),
    deleteUser: (username) => editUser(username, (user, state) => removeUser(state, user)),
    changePassword: (username, password) =>
      editUser(username, (user) => {
        user.password = password;
      }),
    renameUser: (username, to) =>
      editUser(username, (user) => {
        user.username = to;
      }),
    revoke: (username) =>
      editUser(username, ({ id }, state) => {
        dropKeys(state, id);
        system.revoke(state, id);
      }),
    expireAccess: () =>
      edit((state) => {
        for (const [id, { kind, exp }] of Object.entries(state.issued)) {
          if (kind !== "refresh") state.expired[id] = exp;
        }
        for (const grant of state.grants) grant.isCutShort = true;
      }),
    fault: (fault) =>
      edit((state) => {
        state.faults.push(storedFault(fault));
      }),
    clearFaults: () =>
      edit((state) => {
        state.faults = [];
      }),
    throttle: (throttle) =>
      edit((state) => {
        state.throttle = throttle;
        state.hits = {};
      }),
    requests: (path) =>
      edit(({ requests }) => {
        if (path !== undefined) return requests[path] ?? 0;
        return Object.values(requests).reduce((sum, count) => sum + count, 0);
      }),
    mails: () => edit(({ mails }) => mails),
    reset: () => update(() => [fresh(), undefined]),
  };
}

function addPost(state: State, username: string, text: string, now: number): void {
  const author = findUser(state, "username", username)?.id;
  if (author === undefined) throw new Error(`The mock server has no user "${username}".`);
  state.last.post += 1;
  state.posts.unshift({ id: state.last.post, author, text, created: now });
}

/** A key that nobody can guess. Jest 29's jsdom and pages without https have no `randomUUID`. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isState(kept: unknown): kept is State {
  return typeof kept === "object" && kept !== null && "version" in kept && kept.version === 4;
}
