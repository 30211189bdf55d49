/** The state of a mock server, as plain JSON data that all tabs of an origin can share. */

import type { AllauthSession } from "./allauth-sessions.ts";
import type { JarCookie } from "./browser-jar.ts";
import { hmacHex } from "./digest.ts";
import type { DjangoSession } from "./django-sessions.ts";
import type { Fault } from "./faults.ts";
import type { OAuth2Grant } from "./oauth2-grants.ts";

/** A user that a mock server has at the start. */
export interface MockUser {
  /** The login name. */
  readonly username: string;
  /** Plain text. Never use a real one. Default: `"correct-horse-1"`. */
  readonly password?: string;
  /** Default: `"<username>@example.test"`. */
  readonly email?: string;
  /** Default: `true`. */
  readonly active?: boolean;
  /** Django's `is_staff`, which `me/` shows. Default: `false`. */
  readonly staff?: boolean;
  /** Whether the e-mail address is verified, where the server asks for that. Default: `true`. */
  readonly verified?: boolean;
  /**
   * A second factor, where the server asks for one: the code that the user's authenticator app shows. (A real one shows another
   * every 30 seconds.) Default: none.
   */
  readonly totp?: string;
  /** Default: the next number. */
  readonly id?: number | string;
}

/** A user in the state of the server. */
export interface User {
  readonly id: number | string;
  username: string;
  password: string;
  email: string;
  active: boolean;
  staff: boolean;
  first_name?: string;
  last_name?: string;
  /** Whether the e-mail address is verified. Default: `true`. */
  verified?: boolean;
  /** The code of the second factor. Default: the user has none. */
  totp?: string;
}

/** A post that a mock server has at the start. */
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

/**
 * An e-mail that the server "sent". Read `uid` and `token` here, like a user from the link. With allauth, `token` is the key of the link,
 * or the code.
 */
export interface Mail {
  /** The address. */
  readonly to: string;
  /** The purpose of the e-mail. */
  readonly kind: "activation" | "password-reset" | "username-reset" | "verify-email" | "code";
  readonly uid: string;
  readonly token: string;
}

/** A rate of DRF's throttles: a number of requests in a time. */
export interface Rate {
  /** The number of requests that are allowed. */
  readonly requests: number;
  /** The time in which they are counted, in milliseconds. */
  readonly per: number;
}

/** DRF's two stock throttles: one for all anonymous requests together (DRF counts them by address), one per user for signed requests. */
export interface Throttle {
  /** `AnonRateThrottle`. Default: none. */
  readonly anon?: Rate;
  /** `UserRateThrottle`. Default: none. */
  readonly user?: Rate;
}

/** The state of a mock server. */
export interface State {
  readonly version: 4;
  /** Signs tokens. */
  key: string;
  /** The number of token ids made so far. */
  serial: number;
  /** The last ids of a user and of a post: none is used twice. */
  last: { user: number; post: number };
  users: User[];
  posts: Post[];
  /** Tokens of DRF's authtoken: key → user id. */
  keys: Record<string, number | string>;
  /** Issued JWTs, and knox's tokens: id → kind, user, and expiry in seconds. */
  issued: Record<string, Issued>;
  /** allauth's sessions: session token → what the server remembers of it. */
  sessions: Record<string, AllauthSession>;
  /** Django's own sessions: the key in the session cookie → what the server remembers. */
  djangoSessions: Record<string, DjangoSession>;
  /** The cookies of the browser. */
  jar: readonly JarCookie[];
  /** What django-oauth-toolkit remembers of logins. */
  grants: OAuth2Grant[];
  /** JWTs on the blacklist: id → expiry. */
  blacklist: Record<string, number>;
  /** JWTs that already count as expired: id → real expiry. */
  expired: Record<string, number>;
  mails: Mail[];
  faults: Fault[];
  throttle: Throttle;
  /** Times of the counted requests, newest first, by throttle bucket. */
  hits: Record<string, number[]>;
  /** The number of requests by path below `baseUrl`. */
  requests: Record<string, number>;
}

/** An issued JWT, or a token of knox. */
export interface Issued {
  readonly kind: "access" | "refresh" | "sliding" | "drf" | "knox";
  readonly user: number | string;
  readonly exp: number;
}

/** The default users, the same as those of the playground's Django. */
const demoUsers: readonly MockUser[] = [
  { username: "alice" },
  { username: "bob" },
  { username: "carol" },
  { username: "dave" },
  { username: "erin", staff: true },
];

/** A new state. Its signing key is made from `seed`: the same seed gives the same tokens. */
export function freshState(
  seed: string,
  users: readonly MockUser[] = demoUsers,
  throttle: Throttle = {},
): State {
  return {
    version: 4,
    key: hmacHex("sojourn-msw", seed),
    serial: 0,
    last: { user: users.length, post: 0 },
    users: users.map((user, index) => ({
      id: user.id ?? index + 1,
      username: user.username,
      password: user.password ?? "correct-horse-1",
      email: user.email ?? `${user.username}@example.test`,
      active: user.active ?? true,
      staff: user.staff ?? false,
      ...(user.verified !== undefined && { verified: user.verified }),
      ...(user.totp !== undefined && { totp: user.totp }),
    })),
    posts: [],
    keys: {},
    issued: {},
    sessions: {},
    djangoSessions: {},
    jar: [],
    grants: [],
    blacklist: {},
    expired: {},
    mails: [],
    faults: [],
    throttle,
    hits: {},
    requests: {},
  };
}

/** A new id of 40 hexadecimal digits. Nobody can guess it without the key. */
export function nextId(state: State): string {
  state.serial += 1;
  return hmacHex(state.key, `id ${state.serial}`).slice(0, 40);
}

/** Remembers an issued JWT, and forgets those that expired a minute ago or earlier. */
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

/** Removes a user with posts and authtokens. JWTs stay, like on a real server. */
export function removeUser(state: State, { id }: User): void {
  state.users = state.users.filter((user) => user.id !== id);
  state.posts = state.posts.filter((post) => post.author !== id);
  dropKeys(state, id);
}

/** Deletes the authtoken of a user, which logs out every device. */
export function dropKeys(state: State, id: number | string): void {
  for (const [key, owner] of Object.entries(state.keys)) if (owner === id) delete state.keys[key];
}
