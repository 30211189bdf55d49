/** All that a mock server remembers, as plain data: it survives `JSON.stringify` and is shared by the tabs of an origin. */

import { hmacHex } from "./digest.ts";
import type { Fault } from "./faults.ts";

/** A user the mock server knows from the start. */
export interface MockUser {
  /** What the user logs in with. */
  readonly username: string;
  /** Plain text: never a real one. Default: `"correct-horse-1"`. */
  readonly password?: string;
  /** Default: `"<username>@example.test"`. */
  readonly email?: string;
  /** Default: `true`. */
  readonly active?: boolean;
  /** Default: the next number. */
  readonly id?: number | string;
}

/** A user as the server keeps it. */
export interface User {
  readonly id: number | string;
  username: string;
  password: string;
  email: string;
  active: boolean;
}

/** A post that is there from the start. */
export interface MockPost {
  /** A username. */
  readonly author: string;
  readonly text: string;
}

/** A post of the microblog. */
export interface Post {
  readonly id: number;
  /** The author's id. */
  readonly author: number | string;
  readonly text: string;
  /** When it was written, in milliseconds. */
  readonly created: number;
}

/** A mail that the server "sent": take `uid` and `token` from here, as a user would from the link. */
export interface Mail {
  /** The address. */
  readonly to: string;
  /** What it is for. */
  readonly kind: "activation" | "password-reset" | "username-reset";
  readonly uid: string;
  readonly token: string;
}

/** So many requests in so much time, as DRF's throttles count. */
export interface Rate {
  /** How many are let through. */
  readonly requests: number;
  /** In how many milliseconds. */
  readonly per: number;
}

/** DRF's two stock throttles: by address for anonymous requests (all of them together), by user for signed ones. */
export interface Throttle {
  /** `AnonRateThrottle`. Default: none. */
  readonly anon?: Rate;
  /** `UserRateThrottle`. Default: none. */
  readonly user?: Rate;
}

/** The state of a mock server. */
export interface State {
  readonly version: 1;
  /** Signs tokens. */
  key: string;
  /** How many token ids were made. */
  serial: number;
  /** The last number given to a user and to a post: none is used twice. */
  last: { user: number; post: number };
  users: User[];
  posts: Post[];
  /** Tokens of DRF's authtoken: key → user id. */
  keys: Record<string, number | string>;
  /** JWTs that were handed out: id → kind, user, and when they run out (whole seconds). */
  issued: Record<string, Issued>;
  /** JWTs on the blacklist: id → when they run out. */
  blacklist: Record<string, number>;
  /** JWTs that count as expired already: id → when they really run out. */
  expired: Record<string, number>;
  mails: Mail[];
  faults: Fault[];
  throttle: Throttle;
  /** Moments of the counted requests, newest first, by throttle bucket. */
  hits: Record<string, number[]>;
  /** Requests by path below `baseUrl`. */
  requests: Record<string, number>;
}

/** A handed-out JWT. */
export interface Issued {
  readonly kind: "access" | "refresh" | "sliding" | "drf";
  readonly user: number | string;
  readonly exp: number;
}

/** The users that a mock server has unless told otherwise: the same as the playground's Django. */
const demoUsers: readonly MockUser[] = ["alice", "bob", "carol", "dave", "erin"].map(
  (username) => ({ username }),
);

/** A fresh state. `seed` makes its signing key: the same seed, the same tokens. */
export function freshState(
  seed: string,
  users: readonly MockUser[] = demoUsers,
  throttle: Throttle = {},
): State {
  return {
    version: 1,
    key: hmacHex("sojourn-msw", seed),
    serial: 0,
    last: { user: users.length, post: 0 },
    users: users.map((user, index) => ({
      id: user.id ?? index + 1,
      username: user.username,
      password: user.password ?? "correct-horse-1",
      email: user.email ?? `${user.username}@example.test`,
      active: user.active ?? true,
    })),
    posts: [],
    keys: {},
    issued: {},
    blacklist: {},
    expired: {},
    mails: [],
    faults: [],
    throttle,
    hits: {},
    requests: {},
  };
}

/** A new id that nobody can guess without the key: 40 hexadecimal digits. */
export function nextId(state: State): string {
  state.serial += 1;
  return hmacHex(state.key, `id ${state.serial}`).slice(0, 40);
}

/** Remembers that a JWT was handed out, and forgets those that ran out a minute ago or more. */
export function remember(state: State, id: string, issued: Issued, now: number): void {
  const old = now / 1000 - 60;
  for (const [known, { exp }] of Object.entries(state.issued)) {
    if (exp > old) continue;
    delete state.issued[known];
    delete state.blacklist[known];
    delete state.expired[known];
  }
  state.issued[id] = issued;
}

/** The user with this value in this field. */
export function findUser<Field extends keyof User>(
  state: State,
  field: Field,
  value: unknown,
): User | undefined {
  return state.users.find((user) => String(user[field]) === String(value));
}

/** Takes a user away with all that hangs on it: posts and authtokens. JWTs live on, as they do. */
export function removeUser(state: State, { id }: User): void {
  state.users = state.users.filter((user) => user.id !== id);
  state.posts = state.posts.filter((post) => post.author !== id);
  dropKeys(state, id);
}

/** Deletes the authtoken of a user: every device is logged out. */
export function dropKeys(state: State, id: number | string): void {
  for (const [key, owner] of Object.entries(state.keys)) if (owner === id) delete state.keys[key];
}
