// Replays every recording of the real servers: each answer must mean what it is known to mean.
import { readFields } from "@sojourn/core";
import { createAnswer } from "@sojourn/core/testing";
import { drfJwt, ninjaJwt, simpleJwt } from "@sojourn/django";
import { afterAll, describe, expect, test } from "vitest";
import { findOperation, isSigned, type Match, pickBackend } from "./recorded-operations.ts";
import { type AnyBackend, challenges, files, meanings, others, unusable } from "./replay-cases.ts";
import { type AnyOperation, judge, type Recorded, recorded } from "./wire.ts";

const counts: Record<string, number> = {};
let total = 0;
const count = (what: string, one: Recorded): void => {
  counts[what] = (counts[what] ?? 0) + one.recordings;
};
afterAll(() => {
  const out = Object.entries(counts).filter(([what]) => what.startsWith("left out"));
  const left = out.reduce((sum, [, recordings]) => sum + recordings, 0);
  console.log(`${total} recordings, ${total - left} replayed, ${left} left out`, counts);
});

for (const [file, backendsOf] of Object.entries(files)) {
  describe(file, () => {
    for (const one of recorded(file)) {
      total += one.recordings;
      const versions = one.versions.join(", ");
      test(`${one.name} (${one.profile || "default"}; ${versions})`, () => {
        const backends = backendsOf(one.profile);
        const reason = others.find(([, test]) => test(one))?.[0];
        const match = findOperation(backends, one);
        if (reason) count(`left out: ${reason}`, one);
        else if (match) replayOperation(match, one);
        if (!reason && isSigned(match, one)) replayChallenge(pickBackend(backends, one), one);
        else if (!reason && !match)
          expect.unreachable(`nothing answers for ${one.method} ${one.path}`);
      });
    }
  });
}

test("the user is read from the tokens of every recorded login and refresh", () => {
  const read = (file: string, user: AnyBackend["user"]): unknown[] =>
    recorded(file).flatMap(({ claims }) => (claims ? [[claims, user?.(claims)]] : []));
  const simple = ["simplejwt", "simplejwt-versions"].flatMap((file) =>
    read(file, simpleJwt({ baseUrl: "/" }).user),
  );
  const ninja = read("ninja-jwt", ninjaJwt({ baseUrl: "/" }).user);
  simple.push(...ninja);
  expect(ninja.length).toBeGreaterThan(5);
  const drf = ["jpadilla-jwt", "drf-jwt"].flatMap((file) =>
    read(file, drfJwt({ baseUrl: "/" }).user),
  );
  expect(simple.length).toBeGreaterThan(50);
  expect(drf.length).toBeGreaterThan(40);
  for (const [claims, user] of simple as [Record<string, unknown>, unknown][])
    expect(user).toEqual({ id: String(claims.user_id) });
  for (const [claims, user] of drf as [Record<string, unknown>, unknown][])
    expect(user).toEqual({
      id: String(claims.user_id),
      username: claims.username,
      email: claims.email,
    });
});

function replayOperation({ backend, name, operation }: Match, one: Recorded): void {
  const { status, json } = one;
  const verdict = judge(operation, one);
  count(`${backend.name}.${name} ${verdict}`, one);
  if (status >= 200 && status < 300) {
    const isUnusable = unusable.some((names) => names.test(`${one.name} (${one.profile})`));
    expect(verdict).toBe(isUnusable ? "set-up" : "value");
    checkRequest(operation, one);
    if (/login|refresh|signUp/.test(name) && verdict === "value") checkGrant(operation, one);
  } else if (verdict === "later" || verdict === "set-up") {
    if (json !== undefined && verdict === "set-up")
      expect(operation.rejects?.({ status, body: json }) ?? false).toBe(false);
  } else if (json === undefined) expect(verdict).toBe("invalid");
  else {
    const meaning = meanings.find(
      ([operations, names]) =>
        operations.test(`${backend.name}.${name}`) && names.test(`${one.name} (${one.profile})`),
    );
    expect(verdict).toBe(meaning?.[2]);
    const fields = (backend.fields ?? readFields)(json);
    expect(Object.keys(fields).length > 0).toBe(saysSomething(backend, json));
  }
  if (one.sessionOutcome?.startsWith("session-over")) expect(verdict).toBe("rejected");
  if (one.sessionOutcome === "retry-later") expect(verdict).toBe("later");
  if (one.sessionOutcome?.startsWith("drop header")) expect(verdict).toBe("invalid");
}

/** Whether an error has words to show. All have, but those of allauth without a list of them. */
function saysSomething({ name }: AnyBackend, json: unknown): boolean {
  return name !== "allauthHeadless" || Object.hasOwn(Object(json), "errors");
}

/** Checks that the SDK would send the recorded request. */
function checkRequest(operation: AnyOperation, { request, name }: Recorded): void {
  if (typeof request !== "object" || request === null || name.endsWith("no-body")) return;
  const { token, refresh, refresh_token } = request as Record<string, unknown>;
  const input = { ...request, access: token, refresh: refresh ?? refresh_token };
  const sent = JSON.parse(JSON.stringify(operation.body?.(input) ?? {}));
  expect(sent).toMatchObject(request);
}

function checkGrant(operation: AnyOperation, { json }: Recorded): void {
  const answer = json as Record<string, unknown>;
  const grant = operation.read?.(json, createAnswer({ body: json })) as Record<string, unknown>;
  // allauth has them in `meta`, and after a refresh in `data`.
  const { access_token, refresh_token, session_token } = {
    ...Object(answer.meta),
    ...Object(answer.data),
  };
  const given = answer.access ?? answer.token ?? answer.auth_token ?? answer.key;
  expect(grant.access).toBe(given ?? access_token ?? session_token);
  expect(grant.refresh).toBe(answer.refresh ?? refresh_token);
}

function replayChallenge(backend: AnyBackend, one: Recorded): void {
  const { status, json } = one;
  const challenge = backend.challenge?.({ status, body: json });
  count(`${backend.name} signed ${challenge ?? "nothing"}`, one);
  const known = challenges.find(
    ([backends, names, wanted]) =>
      wanted === status &&
      backends.test(`${backend.name}`) &&
      names.test(`${one.name} (${one.profile})`),
  );
  expect(challenge).toBe(known?.[3]);
  if (one.sessionOutcome?.startsWith("session-over")) expect(challenge).toBeDefined();
  if (one.sessionOutcome === "refresh-and-retry") expect(challenge).toBe("refused");
}
