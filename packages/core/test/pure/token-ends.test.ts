// When tokens end, as answers tell it. A wrong end logs somebody out or sends dead tokens.
import { describe, expect, it } from "vitest";
import { type Answer, claimed, DAY, HOUR, kept, MINUTE, SECOND } from "../support/answers.ts";
import { noon, tokenSetSample } from "../support/samples.ts";

type Row = readonly [says: string, answer: Answer, end: number | null];

describe("an access token ends", () => {
  const last = 8.64e15;
  it.each<Row>([
    ["at `exp`", { claims: { exp: claimed(HOUR) } }, noon + HOUR],
    ["at an `exp` in a string", { claims: { exp: `${claimed(HOUR)}` } }, noon + HOUR],
    ["at an `exp` in milliseconds", { claims: { exp: noon + HOUR } }, noon + HOUR],
    ["at an `exp` in the year 5138, in seconds", { claims: { exp: 1e11 } }, 1e14],
    ["at expiresAt", { grant: { expiresAt: noon + HOUR } }, noon + HOUR],
    [
      "at expiresAt, even if that is the last possible instant",
      { grant: { expiresAt: last } },
      last,
    ],
    ["never, if expiresAt is no instant", { grant: { expiresAt: last + SECOND } }, null],
    ["never, if `exp` is 0", { claims: { exp: 0 }, date: 0 }, null],
    ["never, if `exp` is -1", { claims: { exp: -1 }, date: 0 }, null],
    ["never, if `exp` is true", { claims: { exp: true }, date: 0 }, null],
    ["never, if `exp` is a list", { claims: { exp: [claimed(HOUR)] }, date: 0 }, null],
    ["never, if `exp` is no number", { claims: { exp: "soon" } }, null],
    ["never, if nothing is said", { date: 0 }, null],
    [
      "expiresIn after the request was sent",
      { sentAt: MINUTE, delay: SECOND, grant: { expiresIn: HOUR } },
      noon + HOUR + MINUTE,
    ],
    [
      "expiresIn after the request was sent, on the server's clock",
      { date: HOUR, grant: { expiresIn: HOUR } },
      noon + 2 * HOUR,
    ],
    ["never, if expiresIn is 0", { date: 0, grant: { expiresIn: 0 } }, null],
    ["never, if expiresIn is -1", { date: 0, grant: { expiresIn: -1 } }, null],
    ["never, if expiresIn is Infinity", { grant: { expiresIn: Infinity } }, null],
  ])("%s", (_, answer, end) => {
    expect(kept(answer).accessExpiresAt).toBe(end);
  });
});

describe("a token that has just arrived but seems to have expired", () => {
  const over = { claims: { exp: claimed(-MINUTE) } };
  it.each<Row>([
    ["has an unknown end, because our clock may be wrong", over, null],
    ["has an unknown end if it expires in this very moment", { claims: { exp: claimed(0) } }, null],
    [
      "has an unknown end if it expired on its way",
      { claims: { exp: claimed(SECOND) }, delay: SECOND },
      null,
    ],
    ["has expired if the server's `Date` says so too", { ...over, date: 0 }, noon - MINUTE],
    [
      "has expired if it is not new",
      { ...over, previous: tokenSetSample({ accessExpiresAt: noon - MINUTE }) },
      noon - MINUTE,
    ],
    [
      "has not expired if our clock is known to be ahead",
      { ...over, previous: tokenSetSample({ skew: -HOUR }) },
      noon - MINUTE,
    ],
  ])("%s", (_, answer, end) => {
    expect(kept(answer).accessExpiresAt).toBe(end);
  });

  it("has an unknown lifetime, and so has the refresh token", () => {
    const refreshClaims = { exp: claimed(DAY) };
    const unknown = { accessExpiresAt: null, lifetime: null, renewableUntil: null };
    const previous = tokenSetSample({ skew: 0 });
    expect(kept({ ...over, refreshClaims })).toMatchObject(unknown);
    expect(kept({ ...over, refreshClaims, previous })).toMatchObject(unknown);
  });
});

describe("an access token lives", () => {
  const previous = tokenSetSample({ lifetime: HOUR });
  it.each<Row>([
    [
      "from `iat` to `exp`",
      { claims: { iat: claimed(-MINUTE), exp: claimed(HOUR) } },
      HOUR + MINUTE,
    ],
    ["for expiresIn, if it is opaque", { grant: { expiresIn: HOUR } }, HOUR],
    ["for what is left until `exp`, at a login", { claims: { exp: claimed(HOUR) } }, HOUR],
    [
      "for what is left when the answer arrives",
      { claims: { exp: claimed(HOUR) }, delay: SECOND },
      HOUR - SECOND,
    ],
    [
      "for what is left by the server's clock",
      { claims: { exp: claimed(3 * HOUR) }, date: 2 * HOUR },
      HOUR,
    ],
    [
      "as long as the ones before, if it does not say",
      { claims: { exp: claimed(DAY) }, previous },
      HOUR,
    ],
    [
      "for what is left by the server's `Date`",
      { claims: { exp: claimed(DAY) }, date: 0, previous },
      DAY,
    ],
    [
      "for what is left by expiresIn",
      { claims: { exp: claimed(DAY) }, grant: { expiresIn: DAY }, previous },
      DAY,
    ],
    ["for an unknown time, if it has no end", { claims: { iat: claimed(0) } }, null],
  ])("%s", (_, answer, lifetime) => {
    expect(kept(answer).lifetime).toBe(lifetime);
  });
});

describe("a session can be renewed until", () => {
  const previous = tokenSetSample();
  const cookie = { renewableFor: HOUR };
  const sliding = { lifecycle: "sliding" } as const;
  it.each<Row>([
    ["the `exp` of the refresh token", { refreshClaims: { exp: claimed(DAY) } }, noon + DAY],
    ["renewableFor has passed", { grant: cookie }, noon + HOUR],
    [
      "renewableFor has passed, even if the answer has no refresh token",
      { grant: cookie, previous, sentAt: MINUTE },
      noon + HOUR + MINUTE,
    ],
    [
      "the time known before, if the refresh token stays",
      { previous, sentAt: MINUTE },
      previous.renewableUntil,
    ],
    [
      "an unknown time, if a new refresh token does not say",
      { previous, grant: { refresh: "opaque-2" } },
      null,
    ],
    [
      "an unknown time, if that seems to be over already",
      { refreshClaims: { exp: claimed(-MINUTE) } },
      null,
    ],
    [
      "a time in the past, if the server's `Date` says so too",
      { refreshClaims: { exp: claimed(-MINUTE) }, date: 0 },
      noon - MINUTE,
    ],
    ["the end of a sliding token", { ...sliding, claims: { exp: claimed(HOUR) } }, noon + HOUR],
    [
      "refresh_exp, if a sliding token does not say when it ends",
      { ...sliding, claims: { refresh_exp: claimed(HOUR) } },
      noon + HOUR,
    ],
    ["an unknown time, if a sliding token says nothing", { ...sliding, previous }, null],
  ])("%s", (_, answer, end) => {
    expect(kept(answer).renewableUntil).toBe(end);
  });
});

it("a refresh keeps the members that a newer version added to the token set", () => {
  const previous = { ...tokenSetSample(), device: { id: 7 } };
  expect(kept({ previous })).toHaveProperty("device", { id: 7 });
});
