// What an answer tells about the server's clock, and what tells nothing. A wrong estimate ends sessions or keeps dead tokens.
import { describe, expect, it } from "vitest";
import { type Answer, claimed, DAY, HOUR, kept, MINUTE, SECOND } from "../support/answers.ts";
import { noon, tokenSetSample } from "../support/samples.ts";

/** A session whose access tokens live for five minutes, and whose first was issued at noon. */
const previous = tokenSetSample();

type Row = readonly [says: string, answer: Answer, skew: number];

describe("at a login, the server's clock is estimated:", () => {
  it.each<Row>([
    ["what `Date` says", { date: HOUR }, HOUR],
    ["what `Date` says, not what `iat` says", { date: HOUR, claims: { iat: claimed(DAY) } }, HOUR],
    ["what `Date` says, 100 days off at most", { date: 100 * DAY }, 100 * DAY],
    ["not what a `Date` of another season says", { date: 100 * DAY + SECOND }, 0],
    [
      "what `iat` says where `Date` is nonsense",
      { date: 200 * DAY, claims: { iat: claimed(HOUR) } },
      HOUR,
    ],
    [
      "what `exp` less expiresIn is",
      { claims: { exp: claimed(HOUR + 5 * MINUTE) }, grant: { expiresIn: 5 * MINUTE } },
      HOUR,
    ],
    [
      "not before `iat`, where expiresIn is too long",
      {
        claims: { iat: claimed(0), exp: claimed(5 * MINUTE) },
        grant: { expiresIn: 10 * MINUTE },
      },
      0,
    ],
    ["what `iat` says", { claims: { iat: claimed(HOUR) } }, HOUR],
    ["what `iat` says in a string", { claims: { iat: `${claimed(HOUR)}` } }, HOUR],
    ["what `iat` says, 100 days off at most", { claims: { iat: claimed(100 * DAY) } }, 100 * DAY],
    ["not what `iat` says of another season", { claims: { iat: claimed(101 * DAY) } }, 0],
    ["what the refresh token's `iat` says", { refreshClaims: { iat: claimed(HOUR) } }, HOUR],
    [
      "what the later `iat` says, the access token's",
      { claims: { iat: claimed(HOUR) }, refreshClaims: { iat: claimed(-HOUR) } },
      HOUR,
    ],
    [
      "what the later `iat` says, the refresh token's",
      { claims: { iat: claimed(-HOUR) }, refreshClaims: { iat: claimed(HOUR) } },
      HOUR,
    ],
    [
      "not what the refresh token's orig_iat says",
      { refreshClaims: { orig_iat: claimed(HOUR) } },
      0,
    ],
    [
      "not what an `iat` after `exp` says",
      { claims: { iat: claimed(HOUR), exp: claimed(HOUR) } },
      0,
    ],
    ["unknown where only an end is told", { claims: { exp: claimed(HOUR) } }, 0],
    ["unknown where nothing is told", {}, 0],
  ])("%s", (_, answer, skew) => {
    expect(kept(answer).skew).toBe(skew);
  });
});

describe("a token that was issued long ago and still works tells nothing about the server's clock:", () => {
  const ends = { exp: claimed(30 * DAY) };
  it.each<Row>([
    ["issued more than a day ago", { claims: { ...ends, iat: claimed(-DAY - SECOND) } }, 0],
    [
      "issued a day ago counts, it may be new",
      { claims: { ...ends, iat: claimed(-DAY) } },
      -DAY + SECOND,
    ],
    ["issued long ago and never expires", { claims: { iat: claimed(-2 * DAY) } }, 0],
    [
      "issued long ago and expired by our clock counts, because our clock must be wrong",
      { claims: { iat: claimed(-2 * DAY), exp: claimed(-DAY) } },
      -2 * DAY + SECOND,
    ],
    [
      "issued long ago and expiring just now by our clock counts",
      { claims: { iat: claimed(-2 * DAY), exp: claimed(0) } },
      -2 * DAY + SECOND,
    ],
    [
      "its age is measured by the server's clock",
      {
        claims: { iat: claimed(HOUR - 3 * DAY), exp: claimed(10 * DAY) },
        previous: tokenSetSample({ skew: -3 * DAY, issuedAt: noon - 4 * DAY }),
      },
      HOUR - 3 * DAY,
    ],
  ])("%s", (_, answer, skew) => {
    expect(kept(answer).skew).toBe(skew);
  });
});

describe("at a refresh, the server's clock is estimated:", () => {
  const later = { sentAt: 4 * MINUTE, previous };
  it.each<Row>([
    ["the one known, where nothing is told", { previous: tokenSetSample({ skew: HOUR }) }, HOUR],
    [
      "what a newer `iat` says",
      { ...later, claims: { iat: claimed(HOUR + 4 * MINUTE), exp: claimed(2 * HOUR) } },
      HOUR,
    ],
    ["not what a repeated `iat` says", { ...later, claims: { iat: claimed(0) } }, 0],
    [
      "not what a repeated `iat` says, where only expiresIn is told",
      { ...later, claims: { iat: claimed(0) }, grant: { expiresIn: 5 * MINUTE } },
      0,
    ],
    [
      "not what a first `iat` says: it may be the login's",
      { ...later, claims: { iat: claimed(HOUR) }, previous: tokenSetSample({ issuedAt: null }) },
      0,
    ],
    ["not what orig_iat says", { ...later, claims: { orig_iat: claimed(HOUR) } }, 0],
    [
      "what `exp` less the lifetime known is",
      { ...later, claims: { exp: claimed(HOUR + 9 * MINUTE) } },
      HOUR,
    ],
    [
      "what `exp` less the lifetime known is, though the end before is not known",
      {
        sentAt: 4 * MINUTE,
        claims: { exp: claimed(HOUR + 9 * MINUTE) },
        previous: tokenSetSample({ accessExpiresAt: null }),
      },
      HOUR,
    ],
    [
      "not told by the end of a token that was there before",
      { sentAt: 4 * MINUTE, claims: { exp: claimed(5 * MINUTE) }, previous },
      0,
    ],
    ["not told by an earlier end", { ...later, claims: { exp: claimed(4.5 * MINUTE) } }, 0],
    [
      "not told by an end where the lifetime is not known",
      {
        ...later,
        claims: { exp: claimed(HOUR + 9 * MINUTE) },
        previous: tokenSetSample({ lifetime: null }),
      },
      0,
    ],
    ["not told by the lifetime alone", { ...later, claims: null }, 0],
  ])("%s", (_, answer, skew) => {
    expect(kept(answer).skew).toBe(skew);
  });
});

describe("the newest issue time", () => {
  const issuedAt = (answer: Answer): number | null => kept(answer).issuedAt;

  it("is kept if an answer tells none or an older one", () => {
    expect(issuedAt({ previous })).toBe(noon);
    expect(issuedAt({ previous, claims: { iat: claimed(-MINUTE) } })).toBe(noon);
    expect(issuedAt({ previous, claims: { iat: claimed(MINUTE) } })).toBe(noon + MINUTE);
  });

  it("ignores an issue time that is more than 100 days off", () => {
    expect(issuedAt({ claims: { iat: claimed(-100 * DAY) } })).toBe(noon - 100 * DAY);
    expect(issuedAt({ claims: { iat: claimed(-101 * DAY) } })).toBeNull();
    expect(issuedAt({ claims: { iat: claimed(101 * DAY) } })).toBeNull();
  });

  it("is the first one that any token told", () => {
    const silent = tokenSetSample({ issuedAt: null });
    expect(issuedAt({ previous: silent, claims: { iat: claimed(0) } })).toBe(noon);
    expect(issuedAt({ previous: silent })).toBeNull();
  });
});
