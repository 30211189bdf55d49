/** Makes a mock server out of a token system: its MSW handlers, and the panel that steers it. */
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

/** What every mock server can be told. Times are in milliseconds. */
export interface MockOptions {
  /** Where its paths start: `"https://api.example.com/api/"`, or `"/api/"` for the page's own origin. */
  readonly baseUrl: string;
  /** Its users. Default: alice, bob, carol, dave and erin, ids 1 to 5, password `"correct-horse-1"`. */
  readonly users?: readonly MockUser[];
  /** The posts of its microblog at the start, oldest first. Default: none. */
  readonly posts?: readonly MockPost[];
  /** DRF's throttles. Default: none. {@link MockServer.throttle} changes it later. */
  readonly throttle?: Throttle;
  /** Django's `DEBUG`: a POST without its last slash is then 500 and not 301. Default: `false`. */
  readonly debug?: boolean;
  /**
   * The first authentication class. With `"session"` (DRF's own default) the server answers 403 where 401 is meant and
   * sends no `WWW-Authenticate`. Default: `"token"`.
   */
  readonly firstAuthenticator?: Project["firstAuthenticator"];
  /** Django's `USERNAME_FIELD`. Default: `"username"`. */
  readonly loginField?: "username" | "email";
  /** How long every answer takes, in milliseconds. Default: 0. */
  readonly latency?: number;
  /** The clock. Default: `Date.now`. */
  now?(): number;
  /** Waits for `latency` and `"delay"` faults. Default: `setTimeout`. */
  wait?(milliseconds: number): Promise<void>;
  /** Where the state lives. Default: IndexedDB, shared by all tabs, where there is one; else this object's memory. */
  readonly store?: MockStore;
  /** Whether pages see it as another origin, and then only the headers that CORS shows. Default: by comparing with the page. */
  readonly crossOrigin?: boolean;
  /** `CORS_EXPOSE_HEADERS`: what other origins see besides the safelisted headers. Default: none. */
  readonly exposeHeaders?: readonly string[];
  /** Told of each answer, in the page that asked. Never holds a token. Default: nobody is told. */
  onRequest?(answered: Answered): void;
}

/** A mock server: give `handlers` to MSW, steer it with the rest. Everything is shared by all who share its store. */
export interface MockServer {
  /** For `setupWorker(...mock.handlers)` or `setupServer(...mock.handlers)`. */
  readonly handlers: readonly HttpHandler[];
  /** Activates or deactivates a user. */
  setActive(username: string, active: boolean): Promise<void>;
  /** Deletes a user. Tokens live on, but have no owner. */
  deleteUser(username: string): Promise<void>;
  /** Gives a user another password. */
  changePassword(username: string, password: string): Promise<void>;
  /** Gives a user another name. */
  renameUser(username: string, to: string): Promise<void>;
  /** Ends a user's sessions on the server ("log out elsewhere"). Access tokens of a pair live on until they expire. */
  revoke(username: string): Promise<void>;
  /** Makes all access tokens, sliding tokens and single JWTs handed out so far expire at once. */
  expireAccess(): Promise<void>;
  /** Orders a failure. */
  fault(fault: Fault): Promise<void>;
  /** Takes all failures back. */
  clearFaults(): Promise<void>;
  /** Sets DRF's throttles, counted from now; `{}` turns them off. */
  throttle(throttle: Throttle): Promise<void>;
  /** How many requests came for a path below `baseUrl`, by whatever method; all of them without one. */
  requests(path?: string): Promise<number>;
  /** The "sent" mails, newest first. */
  mails(): Promise<readonly Mail[]>;
  /** Back to the start: users, posts, tokens (all old ones die), faults, throttle, counters. */
  reset(): Promise<void>;
}

/** Builds the server; `name` keeps the states of different servers of one origin apart. */
export function createServer(name: string, system: System, options: MockOptions): MockServer {
  const store = options.store ?? defaultStore(`${name} ${options.baseUrl}`);
  const { now = Date.now, users, posts = [], throttle } = options;
  const fresh = (): State => {
    const state = freshState(crypto.randomUUID(), users, throttle);
    for (const { author, text } of posts) addPost(state, author, text, now());
    return state;
  };
  const update = <Result>(change: (state: State) => readonly [State, Result]): Promise<Result> =>
    store.update((kept) => change(isState(kept) ? kept : fresh()));
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
      edit(({ requests }) =>
        path === undefined
          ? Object.values(requests).reduce((sum, count) => sum + count, 0)
          : (requests[path] ?? 0),
      ),
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

function isState(kept: unknown): kept is State {
  return typeof kept === "object" && kept !== null && "version" in kept && kept.version === 1;
}
