// Replays recorded exchanges on a mock server, in their order and at their time, with tokens of its own.
import { openSession } from "../src/allauth-sessions.ts";
import { createRespond, type Project, type System } from "../src/drf.ts";
import type { ServerRequest, ServerResponse } from "../src/http.ts";
import { sign } from "../src/jwt.ts";
import { findUser, freshState, removeUser, type State, type User } from "../src/state.ts";
import type { Exchange, Recording } from "./wire/recording.ts";

/** A mock server set up as the recorded one was. */
export interface Setup {
  readonly system: System;
  readonly project: (exchange: Exchange) => Project;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const LABEL = /\{\{(\w+ \d+)\}\}/g;
const KEPT = [
  "Content-Type",
  "WWW-Authenticate",
  "Retry-After",
  "Allow",
  "Location",
  "Content-Language",
];
const PEOPLE = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "Łucja-日本-é"];

/** What differs, in words; empty: nothing. Tokens are never part of it. */
export function replay(
  recording: Recording,
  setup: Setup,
  leftOut: (exchange: Exchange) => boolean,
): string[] {
  const tokens = new Map<string, string>();
  const differences: string[] = [];
  let state = startState(recording);
  for (const label of keysFromBefore(recording)) {
    tokens.set(label, equivalent(label, recording, state));
  }
  for (const exchange of recording.exchanges) {
    if (leftOut(exchange)) continue;
    for (const label of labelsOf(exchange)) {
      if (!tokens.has(label)) tokens.set(label, equivalent(label, recording, state));
    }
    prepare(exchange, recording, state);
    const respond = createRespond(setup.system, setup.project(exchange));
    const request = fill(exchange, tokens);
    const [next, response] = respond(state, request, exchange.at);
    state = next;
    const found = compare(exchange, recording, response, tokens);
    differences.push(...found.map((what) => `${exchange.name}: ${what}`));
  }
  return differences;
}

function startState({ profile, tokens, exchanges }: Recording): State {
  const byEmail = profile.includes("emailuser");
  const ids = Object.values(tokens).map(({ claims }) => claims?.user_id);
  const answered = exchanges.map(({ answer }) => /"id":"([0-9a-f-]{36})"/.exec(answer)?.[1]);
  const uuid = [...ids, ...answered].find((id) => typeof id === "string" && id.length === 36);
  const users = PEOPLE.map((username, index) => ({
    username,
    password: `correct-horse-${index + 1}`,
    ...(username.startsWith("Ł") ? { email: "lucja@example.test" } : {}),
    active: username !== "bob",
    ...(byEmail ? { id: username === "alice" ? String(uuid) : `${username}-id` } : {}),
  }));
  return freshState(profile, users);
}

/** The keys that no recorded answer gave: they were there before. */
function keysFromBefore({ tokens, exchanges }: Recording): string[] {
  const answers = exchanges.map(({ answer }) => answer).join();
  return Object.keys(tokens).filter(
    (label) => label.startsWith("key") && !answers.includes(`{{${label}}}`),
  );
}

/** Labels in the request, in the order of their appearance. */
function labelsOf({ headers = {}, body = "" }: Exchange): string[] {
  const text = `${headers.Authorization ?? ""} ${headers["X-Session-Token"] ?? ""} ${body}`;
  return Array.from(text.matchAll(LABEL), (match) => match[1] ?? "");
}

/** A token that the recording shows only in use: one that says the same, made here. */
function equivalent(label: string, recording: Recording, state: State): string {
  const { claims, tampered } = recording.tokens[label] ?? {};
  if (claims) return sign(tampered ? "another key" : state.key, claims);
  if (label.startsWith("mail")) return state.mails[0]?.token ?? "";
  if (label.startsWith("session")) return sessionOf(ownerOf(label, recording, state), state);
  const key = label.padStart(40, "0").replaceAll(/[^0-9a-f]/g, "0");
  const owner = ownerOf(label, recording, state).id;
  state.keys[key] = owner;
  const exp = (recording.exchanges[0]?.at ?? 0) / 1000 + 36_000;
  state.issued[key] = { kind: "knox", user: owner, exp };
  return key;
}

/** A session of allauth that somebody has logged in to. */
function sessionOf(user: User, state: State): string {
  const token = openSession(state);
  Object.assign(state.sessions[token] ?? {}, { user: user.id, password: user.password });
  return token;
}

/** Whose token this is, by the claims or by how the recording uses it. */
function ownerOf(label: string, recording: Recording, state: State): User {
  const { claims } = recording.tokens[label] ?? {};
  if (claims?.user_id !== undefined) return theUser(state, "id", claims.user_id);
  const uses = recording.exchanges.filter((exchange) =>
    JSON.stringify(exchange).includes(`{{${label}}}`),
  );
  for (const { name, body = "", answer } of uses) {
    const known = [
      ...answer.matchAll(/"username":"(\w+)"/g),
      ...(answer.includes(`{{${label}}}`) ? body.matchAll(/"username":"([^"]+)"/g) : []),
    ].at(0)?.[1];
    if (known && findUser(state, "username", known)) return theUser(state, "username", known);
    const password = /"current_password":"(correct-horse-\d)"/.exec(body)?.[1];
    if (password) return theUser(state, "password", password);
    if (/deleted-user/.test(name)) return theUser(state, "username", "carol");
    if (/inactive-user/.test(name)) return theUser(state, "username", "dave");
    if (/after-password-change/.test(name)) return theUser(state, "username", "erin");
  }
  return theUser(state, "username", "alice");
}

function theUser(state: State, field: keyof User, value: unknown): User {
  const user = findUser(state, field, value);
  return (
    user ?? { id: "gone", username: "gone", password: "", email: "", active: false, staff: false }
  );
}

/** What the recorder did to the server just before this request: users, throttles. */
function prepare(exchange: Exchange, recording: Recording, state: State): void {
  const { name, path } = exchange;
  const label = labelsOf(exchange)[0];
  const user = label ? ownerOf(label, recording, state) : undefined;
  if (user && /deleted-user/.test(name)) removeUser(state, user);
  if (user && /inactive-user/.test(name)) user.active = false;
  if (user && /reactivated-user|^status\//.test(name)) user.active = true;
  if (user && /after-password-change/.test(name)) user.password = "brand-new-horse-0";
  if (user && /after-rename/.test(name)) user.username = "renamed";
  const full = { requests: 0, per: 60_000 };
  // A login that was not recorded.
  if (/token-limit/.test(name)) equivalent("key 0", recording, state);
  // Wrong passwords that were not recorded.
  if (/too-many-attempts/.test(name)) state.hits["failed login grace"] = Array(5).fill(exchange.at);
  const throttled = /throttled/.test(name) || path.startsWith("/throttled/");
  state.throttle = throttled ? { anon: full, user: full } : {};
}

function fill(exchange: Exchange, tokens: ReadonlyMap<string, string>): ServerRequest {
  const insert = (text: string): string =>
    text.replace(LABEL, (_, label) => tokens.get(label) ?? "");
  const [path = "", query = ""] = exchange.path.replace(/^\/throttled/, "").split("?");
  const prefix = /^\/(api|auth)\//.exec(path)?.[0] ?? "/";
  const { headers = {}, body = "" } = exchange;
  return {
    method: exchange.method,
    base: `http://localhost${prefix}`,
    path: path.slice(prefix.length),
    query,
    headers: {
      accept: "application/json, text/plain, */*",
      ...(body ? { "content-type": "application/json" } : {}),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), insert(value)]),
      ),
    },
    body: insert(body),
  };
}

function compare(
  exchange: Exchange,
  recording: Recording,
  response: ServerResponse,
  tokens: Map<string, string>,
): string[] {
  const found: string[] = [];
  const expected: Record<string, string> = {
    ...(exchange.answer && exchange.answer !== "<html>"
      ? { "Content-Type": "application/json" }
      : {}),
    "Content-Language": "en",
    ...exchange.answerHeaders,
  };
  if (response.status !== exchange.status) {
    found.push(`status ${response.status}, recorded ${exchange.status}`);
  }
  for (const name of KEPT) {
    const [here, there] = [response.headers[name], expected[name]].map((value) =>
      name === "Content-Type" ? value?.split(";")[0] : value,
    );
    if (here !== there) found.push(`${name}: ${here}, recorded ${there}`);
  }
  if (exchange.answer === "<html>") {
    if (!/<!doctype html>/i.test(response.body)) found.push("the body is no page");
  } else if (exchange.answer === "" || response.body === "") {
    if (exchange.answer !== response.body) found.push("one body is empty, the other is not");
  } else if (expected["Content-Type"]?.startsWith("text/html")) {
    if (exchange.answer !== response.body) found.push(`the text ${response.body}`);
  } else if (!response.headers["Content-Type"]?.startsWith("application/json")) {
    found.push("the body is no JSON");
  } else {
    const there: Json = JSON.parse(exchange.answer);
    found.push(...compareJson("body", JSON.parse(response.body), there, recording, tokens));
  }
  return found;
}

/** Equal but for tokens, which must say the same, and for opaque ids. */
function compareJson(
  where: string,
  here: Json | undefined,
  there: Json,
  recording: Recording,
  tokens: Map<string, string>,
): string[] {
  if (typeof here === "object" && here && typeof there === "object" && there) {
    const names = [...new Set([...Object.keys(here), ...Object.keys(there)])];
    const pick = (value: object, name: string): Json =>
      (value as Record<string, Json>)[name] ?? null;
    return names.flatMap((name) =>
      compareJson(`${where}.${name}`, pick(here, name), pick(there, name), recording, tokens),
    );
  }
  const label = typeof there === "string" ? new RegExp(`^${LABEL.source}$`).exec(there)?.[1] : null;
  if (label && typeof here === "string") {
    tokens.set(label, here);
    return compareClaims(where, here, recording.tokens[label]?.claims);
  }
  if (/\.(expiry|\w+_expiration)$/.test(where)) {
    const apart = Math.abs(Date.parse(String(here)) - Date.parse(String(there)));
    return apart < 1500 ? [] : [`${where}: ${here}, recorded ${there}`];
  }
  if (/\.at$/.test(where)) {
    return Math.abs(Number(here) - Number(there)) < 1.5 ? [] : [`${where}: ${here}`];
  }
  if (/\.id$/.test(where) && typeof there === "string" && there.length === 36) return [];
  return here === there
    ? []
    : [`${where}: ${JSON.stringify(here)}, recorded ${JSON.stringify(there)}`];
}

function isKey(token: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(token);
}

/** The same claims in the same order, of the same kind; times to the second. */
function compareClaims(
  where: string,
  token: string,
  recorded: Readonly<Record<string, unknown>> | null | undefined,
): string[] {
  const isSession = where.endsWith(".session_token") && token.length === 32;
  if (!recorded && isSession) return [];
  if (!recorded) return isKey(token) ? [] : [`${where}: neither 40 nor 64 hexadecimal digits`];
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  const claims: Record<string, unknown> = JSON.parse(payload);
  const found: string[] = [];
  const order = (value: object): string => Object.keys(value).join(" ");
  if (order(claims) !== order(recorded)) {
    found.push(`${where}: claims ${order(claims)}, recorded ${order(recorded)}`);
  }
  for (const [name, value] of Object.entries(recorded)) {
    const off =
      typeof value === "number" && /exp$|iat$/.test(name)
        ? Math.abs(Number(claims[name]) - value) > 1
        : /jti$|^sid$|hash_password/.test(name)
          ? typeof claims[name] !== typeof value
          : claims[name] !== value;
    if (off) found.push(`${where}: claim ${name} is ${claims[name]}, recorded ${value}`);
  }
  return found;
}
