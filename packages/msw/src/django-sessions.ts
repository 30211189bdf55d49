/** Django's own sessions: `login()`, `logout()`, and the user of a session cookie. */
import { cookiesOf, deletion, type SetCookie } from "./cookies.ts";
import { rotateCsrf } from "./csrf.ts";
import type { ServerRequest } from "./http.ts";
import { findUser, nextId, type State, type User } from "./state.ts";

/** What the server remembers of a session. */
export interface DjangoSession {
  readonly user: number | string;
  /** The password at the login: another one ends the session. */
  readonly password: string;
  /** In milliseconds. */
  readonly expiresAt: number;
}

/** Django's SESSION_COOKIE_AGE: two weeks, in milliseconds. */
export const SESSION_AGE: number = 14 * 24 * 60 * 60_000;

/**
 * Django's `login()`: the cookies that it sets. The session of the same user keeps its key (`cycle_key()` is called only for one without a
 * user), another user's ends.
 */
export function startSession(
  state: State,
  request: ServerRequest,
  user: User,
  now: number,
  age: number = SESSION_AGE,
): readonly SetCookie[] {
  const old = keyOf(request);
  const isOwn = old !== undefined && readSession(state, request, now)?.id === user.id;
  if (old !== undefined && !isOwn) delete state.djangoSessions[old];
  const key = isOwn ? old : nextId(state).slice(0, 32);
  state.djangoSessions[key] = { user: user.id, password: user.password, expiresAt: now + age };
  return [
    rotateCsrf(state),
    {
      name: "sessionid",
      value: key,
      path: "/",
      lifetime: age,
      httpOnly: true,
      sameSite: "Lax",
    },
  ];
}

/** Django's `logout()`: the session is gone, and the cookie, if there was one, is deleted. */
export function endSession(state: State, request: ServerRequest): readonly SetCookie[] {
  const key = keyOf(request);
  if (key === undefined) return [];
  delete state.djangoSessions[key];
  return [deletion("sessionid", "/")];
}

/** The user of the session cookie. Inactive and deleted ones count as nobody, but their session stays. */
export function readSession(state: State, request: ServerRequest, now: number): User | null {
  if (isDead(state, request, now)) return null;
  const key = keyOf(request);
  if (key === undefined) return null;
  const user = findUser(state, "id", state.djangoSessions[key]?.user);
  return user?.active ? user : null;
}

/** The deletion of a session cookie that names no living session: Django sends it with any answer that looked at the session. */
export function forgetDeadSession(
  state: State,
  request: ServerRequest,
  now: number,
): readonly SetCookie[] {
  if (!isDead(state, request, now)) return [];
  return endSession(state, request);
}

/** Deletes the sessions of a user. */
export function dropSessions(state: State, id: number | string): void {
  for (const [key, { user }] of Object.entries(state.djangoSessions)) {
    if (user === id) delete state.djangoSessions[key];
  }
}

function isDead(state: State, request: ServerRequest, now: number): boolean {
  const key = keyOf(request);
  if (key === undefined) return false;
  const session = state.djangoSessions[key];
  if (!session || session.expiresAt <= now) return true;
  const user = findUser(state, "id", session.user);
  return user !== undefined && user.password !== session.password;
}

function keyOf(request: ServerRequest): string | undefined {
  return cookiesOf(request).sessionid;
}
