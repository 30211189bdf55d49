// "Is the session over?", asked of a whole session for every recorded answer to a refresh and to a signed request: it must end where the
// table of that name in the recordings' README says so, and nowhere else.
import { type Backend, createSession } from "@sojourn/core";
import { createBrowser, createClock } from "@sojourn/core/testing";
import { afterAll, expect, test } from "vitest";
import { findOperation, isSigned, pickBackend } from "./recorded-operations.ts";
import { type AnyBackend, files, others } from "./replay-cases.ts";
import { type Recorded, recorded } from "./wire.ts";

/** What the server answers to each kind of request. */
interface Answers {
  readonly request: () => Response;
  readonly refresh: () => Response;
  /** To "me" and to "verify". */
  readonly question: () => Response;
}

interface Outcome {
  readonly isOver: boolean;
  /** How many refreshes were sent. */
  readonly refreshes: number;
}

const hour = 3_600_000;

/** What becomes of a session whose access token seems good, when the app sends a request. */
async function outcomeOf(backend: AnyBackend, answers: Answers): Promise<Outcome> {
  const clock = createClock();
  const { ports } = createBrowser({ clock }).openTab();
  const { refresh, me, verify } = backend;
  let refreshes = 0;
  const session = createSession({
    backend: backend as Backend<unknown, unknown>,
    storage: ports.storage,
    ports,
    fetch: async (input, init) => {
      const { url } = new Request(input, init);
      const isAt = (one: { readonly path: unknown } | undefined): boolean =>
        one !== undefined && url.endsWith(`/${one.path}`);
      if (isAt(me) || isAt(verify)) return answers.question();
      if (!isAt(refresh)) return answers.request();
      refreshes += 1;
      return answers.refresh();
    },
  });
  const stop = session.start();
  const expiresAt = clock.now() + hour;
  await session.adopt({ access: "a1", refresh: "r1", user: {}, expiresAt });
  await session.fetch("api/posts/").catch(() => {});
  await clock.advance(1000);
  const isOver = session.getSnapshot().status === "unauthenticated";
  stop();
  return { isOver, refreshes };
}

/** The recorded answer, as a browser gives it: a status of 0 is none. */
function answerOf({ status, type, json, text = "" }: Recorded): Response {
  if (status === 0) throw new TypeError("Failed to fetch");
  const body = json === undefined ? text : JSON.stringify(json);
  const isEmpty = status === 204 || body === "";
  const headers = type ? { "content-type": type } : {};
  return new Response(isEmpty ? null : body, { status, headers });
}

/** A refusal of the access token. */
const refused = (): Response =>
  Response.json({ detail: "…", code: "token_not_valid" }, { status: 401 });

/** The refusals of sliding tokens: one that is refused cannot be renewed. */
const refusedRefreshes: Readonly<Record<string, () => Response>> = {
  slidingJwt: refused,
  drfJwt: () => Response.json({ non_field_errors: ["Token has expired."] }, { status: 400 }),
  djangoRestFrameworkJwt: () =>
    Response.json({ non_field_errors: ["Signature has expired."] }, { status: 400 }),
};

/** A refresh that succeeds, in the words of all backends at once. */
const renewed = (): Response =>
  Response.json({
    access: "a2",
    refresh: "r2",
    data: { access_token: "a2", refresh_token: "r2" },
  });

const known = (): Response => Response.json({ id: 1, username: "alice" });

const memberOf = (json: unknown, name: string): unknown => Object(json)[name];

/** The table's "definitive, on refresh". */
function endsByRefresh({ name }: AnyBackend, { status, json }: Recorded): boolean {
  if (name === "drfJwt" || name === "djangoRestFrameworkJwt")
    return status === 400 && memberOf(json, "non_field_errors") !== undefined;
  if (name === "allauthHeadless") return status === 400 && memberOf(json, "errors") === undefined;
  return status === 401;
}

/** Recordings of a 403 that is about something else than the token. */
const isAboutPermission = ({ name }: Recorded): boolean =>
  name.startsWith("csrf/") || name.endsWith("-403");

/** What simplejwt and ninja-jwt say of a token that is good, but whose user is not. */
const goneCodes: ReadonlySet<unknown> = new Set([
  "user_not_found",
  "user_inactive",
  "password_changed",
  "authentication_failed",
]);

/** The table's "definitive, on a protected request". */
function endsByRequest(backend: AnyBackend, one: Recorded): boolean {
  const { status, json } = one;
  const isPair = backend.refresh !== undefined && backend.lifecycle !== "sliding";
  if (status === 410) return backend.name === "allauthHeadless";
  if (status === 403) {
    const isFirst = backend.sessionFirst === true || one.name.endsWith("/blacklisted");
    return isFirst && !isAboutPermission(one);
  }
  if (status !== 401) return false;
  return !isPair || goneCodes.has(memberOf(json, "code"));
}

/** Whether the access token is to be renewed once before anything is believed. */
function asksForRefresh({ refresh }: AnyBackend, { status, json }: Recorded): boolean {
  if (!refresh) return false;
  return status === 401 || (status === 403 && memberOf(json, "code") === "token_not_valid");
}

/** How many recordings were asked, of how many that there are. */
const counts = { recordings: 0, refreshes: 0, requests: 0, over: 0 };
/** Why the rest was not. */
const leftOut: Record<string, number> = {};
afterAll(() => console.log("Is the session over?", counts, "left out:", leftOut));

interface Row {
  readonly file: string;
  readonly one: Recorded;
  readonly backend: AnyBackend;
}
const refreshes: Row[] = [];
const requests: Row[] = [];

for (const [file, backendsOf] of Object.entries(files))
  for (const one of recorded(file)) {
    counts.recordings += one.recordings;
    const backends = backendsOf(one.profile);
    const match = findOperation(backends, one);
    const reason = reasonToLeaveOut(one, match?.name, isSigned(match, one));
    if (reason) leftOut[reason] = (leftOut[reason] ?? 0) + one.recordings;
    else if (match?.name === "refresh") refreshes.push({ file, one, backend: match.backend });
    else requests.push({ file, one, backend: pickBackend(backends, one) });
  }

/** Why a recording says nothing about a session that goes on. `undefined`: it says something. */
function reasonToLeaveOut(
  one: Recorded,
  operation: string | undefined,
  signed: boolean,
): string | undefined {
  const other = others.find(([, isOther]) => isOther(one));
  if (other && (one.status !== 0 || one.path === null)) return other[0];
  if (operation === "refresh") return undefined;
  if (operation?.startsWith("logout")) return "a logout: the session is over before it";
  if (!signed) return "a login, a sign-up or another public form";
  return undefined;
}

test.for(refreshes)("$file, a refresh: $one.name ($one.profile)", async ({ one, backend }) => {
  counts.refreshes += one.recordings;
  const { isOver, ...sent } = await outcomeOf(backend, {
    request: refused,
    refresh: () => answerOf(one),
    question: known,
  });
  if (isOver) counts.over += one.recordings;
  expect(sent.refreshes).toBeGreaterThan(0);
  // After a success the new token is refused like the first. What that means is in the other table.
  if (one.status === 0 || one.status >= 300) expect(isOver).toBe(endsByRefresh(backend, one));
});

test.for(requests)("$file, a request: $one.name ($one.profile)", async ({ one, backend }) => {
  counts.requests += one.recordings;
  const answer = (): Response => answerOf(one);
  const refusal = refusedRefreshes[`${backend.name}`];
  const { isOver, ...sent } = await outcomeOf(backend, {
    request: answer,
    refresh: refusal ?? renewed,
    question: isAboutPermission(one) ? known : (refusal ?? answer),
  });
  if (isOver) counts.over += one.recordings;
  expect(isOver).toBe(endsByRequest(backend, one));
  if (asksForRefresh(backend, one)) expect(sent.refreshes).toBe(1);
});

test("all thirteen files are read, and every recording is asked or left out for a reason", () => {
  expect(Object.keys(files)).toHaveLength(13);
  const asked = [...refreshes, ...requests].reduce((sum, { one }) => sum + one.recordings, 0);
  const rest = Object.values(leftOut).reduce((sum, recordings) => sum + recordings, 0);
  expect(asked + rest).toBe(counts.recordings);
  expect(asked).toBeGreaterThan(900);
  for (const file of ["cors", "browser", "drf"])
    expect(requests.filter((row) => row.file === file).length).toBeGreaterThan(10);
});
