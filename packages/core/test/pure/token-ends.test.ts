// When tokens end, as an answer tells it: an end that is wrong logs somebody out, or sends dead tokens.
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
    ["at expiresAt, though that is the last instant", { grant: { expiresAt: last } }, last],
    ["never, where that is no instant", { grant: { expiresAt: last + SECOND } }, null],
    ["never, where `exp` is 0", { claims: { exp: 0 }, date: 0 }, null],
    ["never, where `exp` is -1", { claims: { exp: -1 }, date: 0 }, null],
    ["never, where `exp` is true", { claims: { exp: true }, date: 0 }, null],
    ["never, where `exp` is a list", { claims: { exp: [claimed(HOUR)] }, date: 0 }, null],
    ["never, where `exp` is no number", { claims: { exp: "soon" } }, null],
    ["never, where nothing is told", { date: 0 }, null],
    [
      "expiresIn after it was asked for",
      { sentAt: MINUTE, delay: SECOND, grant: { expiresIn: HOUR } },
      noon + HOUR + MINUTE,
    ],
    [
      "then also by a server's clock that is another",
      { date: HOUR, grant: { expiresIn: HOUR } },
      noon + 2 * HOUR,
    ],
    ["never, where expiresIn is 0", { date: 0, grant: { expiresIn: 0 } }, null],
    ["never, where expiresIn is -1", { date: 0, grant: { expiresIn: -1 } }, null],
    ["never, where expiresIn is Infinity", { grant: { expiresIn: Infinity } }, null],
  ])("%s", (_, answer, end) => {
    expect(kept(answer).accessExpiresAt).toBe(end);
  });
});

describe("a token that has just arrived and should be over", () => {
  const over = { claims: { exp: claimed(-MINUTE) } };
  it.each<Row>([
    ["has no known end: our clock may be wrong", over, null],
    ["neither at the very moment", { claims: { exp: claimed(0) } }, null],
    ["neither on the way", { claims: { exp: claimed(SECOND) }, delay: SECOND }, null],
    ["is over where the server's `Date` says so too", { ...over, date: 0 }, noon - MINUTE],
    [
      "is over where it was there before",
      { ...over, previous: tokenSetSample({ accessExpiresAt: noon - MINUTE }) },
      noon - MINUTE,
    ],
    [
      "is not over where the clock is known to be ahead",
      { ...over, previous: tokenSetSample({ skew: -HOUR }) },
      noon - MINUTE,
    ],
  ])("%s", (_, answer, end) => {
    expect(kept(answer).accessExpiresAt).toBe(end);
  });

  it("says nothing of its lifetime, and nothing is known of the refresh token's end", () => {
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
    ["for expiresIn, where it is opaque", { grant: { expiresIn: HOUR } }, HOUR],
    ["for what is left of it, at a login", { claims: { exp: claimed(HOUR) } }, HOUR],
    [
      "for what is left after the answer took its time",
      { claims: { exp: claimed(HOUR) }, delay: SECOND },
      HOUR - SECOND,
    ],
    [
      "for what is left by the server's clock",
      { claims: { exp: claimed(3 * HOUR) }, date: 2 * HOUR },
      HOUR,
    ],
    [
      "as long as those before, where it does not say",
      { claims: { exp: claimed(DAY) }, previous },
      HOUR,
    ],
    [
      "for what is left, where the server's `Date` tells",
      { claims: { exp: claimed(DAY) }, date: 0, previous },
      DAY,
    ],
    [
      "for what is left, where expiresIn tells",
      { claims: { exp: claimed(DAY) }, grant: { expiresIn: DAY }, previous },
      DAY,
    ],
    ["for nobody knows how long, where it does not end", { claims: { iat: claimed(0) } }, null],
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
      "renewableFor has passed, also where the answer holds no refresh token",
      { grant: cookie, previous, sentAt: MINUTE },
      noon + HOUR + MINUTE,
    ],
    [
      "what was known, where the refresh token stays",
      { previous, sentAt: MINUTE },
      previous.renewableUntil,
    ],
    [
      "nobody knows, where a new refresh token does not say",
      { previous, grant: { refresh: "opaque-2" } },
      null,
    ],
    [
      "nobody knows, where it should be over already",
      { refreshClaims: { exp: claimed(-MINUTE) } },
      null,
    ],
    [
      "it is over, where the server's `Date` says so too",
      { refreshClaims: { exp: claimed(-MINUTE) }, date: 0 },
      noon - MINUTE,
    ],
    ["the end of a sliding token", { ...sliding, claims: { exp: claimed(HOUR) } }, noon + HOUR],
    [
      "refresh_exp, where a sliding token does not say when it ends",
      { ...sliding, claims: { refresh_exp: claimed(HOUR) } },
      noon + HOUR,
    ],
    ["nobody knows, where a sliding token says nothing", { ...sliding, previous }, null],
  ])("%s", (_, answer, end) => {
    expect(kept(answer).renewableUntil).toBe(end);
  });
});

it("what a newer version keeps beside the tokens stays at a refresh", () => {
  const previous = { ...tokenSetSample(), device: { id: 7 } };
  expect(kept({ previous })).toHaveProperty("device", { id: 7 });
});
