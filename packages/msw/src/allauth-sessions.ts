/** The sessions of allauth headless: who is logged in, or on the way there, and what is still asked for. */
import { hmacHex } from "./digest.ts";
import { type Mail, nextId, type State, type User } from "./state.ts";

/** A step that a login waits for (allauth/account/stages.py, allauth/mfa/stages.py). */
type Stage = "verify_email" | "mfa_authenticate" | "login_by_code";

/** What the server remembers of one session token. */
export interface AllauthSession {
  /** Who is logged in. `null`: nobody. */
  user: number | string | null;
  /** Who is logging in. `null`: nobody. */
  login: number | string | null;
  /** What that login waits for. `null`: it does not wait. */
  stage: Stage | null;
  /** The code that was mailed for it. `""`: none was. */
  code: string;
  /** How often another code was typed. */
  attempts: number;
  /** How the user logged in, as answers tell. */
  methods: object[];
  /** The user's password when the session began: another one ends it (Django's session hash). */
  password: string;
  /** The refresh tokens that are good, by id, and when each expires, in seconds. */
  refresh: Record<string, number>;
}

/** The settings of allauth, with all defaults filled in. */
export interface AllauthRules {
  readonly prefix: string;
  readonly strategy: "session" | "jwt";
  readonly loginField: "username" | "email";
  readonly emailVerification: "none" | "optional" | "mandatory";
  readonly verifyByCode: boolean;
  readonly loginByCode: boolean;
  readonly providers: readonly string[];
  /** Wrong passwords in five minutes until logins are refused. */
  readonly failedLogins: number;
  readonly scheme: string;
  /** Milliseconds. */
  readonly access: number;
  /** Milliseconds. */
  readonly refresh: number;
  readonly rotate: boolean;
  /** Whether access tokens are refused without their session. */
  readonly stateful: boolean;
}

/** Wrong codes until the login waits no longer. */
const MOST_ATTEMPTS = 3;

/** Begins a session of nobody. Returns its token: 32 characters, like a key of Django's sessions. */
export function openSession(state: State): string {
  const token = nextId(state).slice(0, 32);
  state.sessions[token] = {
    user: null,
    login: null,
    stage: null,
    code: "",
    attempts: 0,
    methods: [],
    password: "",
    refresh: {},
  };
  return token;
}

/** The user of a session: nobody if the user is gone, inactive, or has another password by now. */
export function userOf(state: State, session: AllauthSession | undefined): User | null {
  const user = state.users.find(({ id }) => id === session?.user);
  if (!user?.active || user.password !== session?.password) return null;
  return user;
}

/** Gives the session another token, as Django does at each login. */
export function cycle(state: State, token: string): string {
  const next = openSession(state);
  state.sessions[next] = state.sessions[token] ?? (state.sessions[next] as AllauthSession);
  delete state.sessions[token];
  return next;
}

/** Ends all sessions of a user. */
export function endSessions(state: State, userId: number | string): void {
  for (const [token, { user }] of Object.entries(state.sessions))
    if (user === userId) delete state.sessions[token];
}

/** Lets the login of a session go on after `done`: it waits for the next stage, or somebody is logged in. Returns its token. */
export function goOn(
  rules: AllauthRules,
  state: State,
  token: string,
  user: User,
  method: object | null,
): string {
  const session = state.sessions[token] as AllauthSession;
  session.login = user.id;
  session.attempts = 0;
  session.code = "";
  if (method) session.methods.push(method);
  session.stage = nextStage(rules, user, session);
  if (session.stage === "verify_email") askForVerification(rules, state, session, user);
  if (session.stage !== null) return token;
  session.login = null;
  session.user = user.id;
  session.password = user.password;
  return cycle(state, token);
}

function nextStage(rules: AllauthRules, user: User, { methods }: AllauthSession): Stage | null {
  const isUnverified = rules.emailVerification === "mandatory" && user.verified === false;
  if (isUnverified) return "verify_email";
  const isProved = methods.some((one) => "method" in one && one.method === "mfa");
  return user.totp !== undefined && !isProved ? "mfa_authenticate" : null;
}

/** Mails what proves the address: a code for this login, or the key of a link. */
function askForVerification(
  rules: AllauthRules,
  state: State,
  session: AllauthSession,
  user: User,
): void {
  if (rules.verifyByCode) mailCode(state, session, user);
  else sendKey(state, user, "verify-email");
}

/** Mails a code, and remembers it for this login. */
export function mailCode(state: State, session: AllauthSession, user: User): void {
  const letters = [...nextId(state).slice(0, 8)].map((digit) => CODE_LETTERS[parseInt(digit, 16)]);
  session.code = `${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
  state.mails.unshift({ to: user.email, kind: "code", uid: "", token: session.code });
}

const CODE_LETTERS = "BCDFGHJKLMNPQRST";

/** Mails the key of a link. */
export function sendKey(state: State, user: User, kind: Mail["kind"]): void {
  state.mails.unshift({ to: user.email, kind, uid: "", token: keyFor(state, user, kind) });
}

/** The key of a link for this user. Another password makes it invalid. */
export function keyFor(state: State, { id, password, email }: User, kind: Mail["kind"]): string {
  return `${id}-${hmacHex(state.key, `${kind} ${id} ${password} ${email}`).slice(0, 39)}`;
}

/** Whether this code is right. After the third wrong one the login waits no longer. */
export function checkCode(session: AllauthSession, expected: string, code: string): boolean {
  if (code === expected) return true;
  session.attempts += 1;
  if (session.attempts >= MOST_ATTEMPTS) dropLogin(session);
  return false;
}

/** Nobody is on the way any more. */
export function dropLogin(session: AllauthSession): void {
  session.stage = null;
  session.login = null;
}
