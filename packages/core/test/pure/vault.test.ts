// Placeholders and slots: what the vault's worker takes out of answers, and puts into requests.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readClaims } from "../../src/model/claims.ts";
import { fillIn, hideTokens, idIn, idsIn, makePlaceholder } from "../../src/vault/placeholders.ts";
import { readMessage, type Terms, usualMembers } from "../../src/vault/protocol.ts";
import { Slots } from "../../src/vault/slots.ts";

const terms: Terms = { places: ["https://api.example.com/token/refresh/"], members: [] };
const members: ReadonlySet<string> = new Set(usualMembers);

/** Slots with ids in order: 1, 2, 3. */
function createSlots(): Slots {
  let last = 0;
  return new Slots(() => {
    last += 1;
    return last.toString(16).padStart(32, "0");
  });
}

const id = fc.stringMatching(/^[0-9a-f]{32}$/);
/** A token as servers make them: long enough not to be there by chance. */
const token = fc.stringMatching(/^[\w.~+/-]{24,60}$/).filter((text) => idIn(text) === null);
const isGood = true;

describe("a placeholder", () => {
  it("names its token, in a text of any kind as well", () => {
    fc.assert(
      fc.property(id, token, (one, secret) => {
        const placeholder = makePlaceholder(one, secret);
        expect(idIn(placeholder)).toBe(one);
        const form = `${new URLSearchParams({ refresh: placeholder })}`;
        for (const text of [placeholder, JSON.stringify({ placeholder }), form])
          expect(idsIn(text)).toEqual([one]);
        expect(fillIn(`Bearer ${placeholder}`, () => secret)).toBe(`Bearer ${secret}`);
      }),
    );
  });

  it("tells when its token expires, and nothing else", () => {
    const payload = btoa(JSON.stringify({ exp: 2_000_000_000, iat: 1_900_000_000, user: "alice" }));
    const placeholder = makePlaceholder("0".repeat(32), `e30.${payload}.c2VjcmV0`);
    expect(readClaims(placeholder)).toEqual({ exp: 2_000_000_000, iat: 1_900_000_000 });
    expect(readClaims(makePlaceholder("0".repeat(32), "opaque"))).toEqual({});
  });

  it.each([null, undefined, "", "opaque", "a.b.vault-1", `a.b.vault-${"g".repeat(32)}`])(
    "is not %j",
    (text) => {
      expect(idIn(text)).toBeNull();
    },
  );

  it("is no part of a longer text", () => {
    const placeholder = makePlaceholder("0".repeat(32), "opaque");
    expect(idIn(`${placeholder} and more`)).toBeNull();
    expect(idsIn(`${placeholder} and ${placeholder}`)).toHaveLength(2);
  });

  it("stays where no token is known", () => {
    const placeholder = makePlaceholder("0".repeat(32), "opaque");
    expect(fillIn(placeholder, () => undefined)).toBe(placeholder);
  });
});

describe("taking tokens out of an answer", () => {
  it("finds them by name, however deep, and leaves everything else as it is", () => {
    const found: string[] = [];
    const hide = (secret: string): string => {
      found.push(secret);
      return "hidden";
    };
    const json = {
      access: "a",
      data: [{ refresh_token: "one" }, { user: { refreshToken: "two", age: 7 } }],
      refresh: { note: "no text" },
      "refresh-token": null,
      text: "refresh",
    };
    expect(hideTokens(json, members, hide)).toEqual({
      ...json,
      data: [{ refresh_token: "hidden" }, { user: { refreshToken: "hidden", age: 7 } }],
    });
    expect(found).toEqual(["one", "two"]);
  });

  it("leaves any JSON without such members unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const text = JSON.stringify(json);
        const arrived = { text, headers: [], isGood };
        expect(JSON.parse(createSlots().keep(arrived, undefined, terms).text)).toEqual(
          JSON.parse(text),
        );
      }),
    );
  });

  it("shows no token, wherever the answer repeats it", () => {
    fc.assert(
      fc.property(token, fc.constantFrom(...usualMembers), (secret, member) => {
        const text = JSON.stringify({ [member]: secret, deep: [{ echo: `<${secret}>` }] });
        const arrived = { text, headers: [["x-echo", secret]] as const, isGood };
        const shown = createSlots().keep(arrived, undefined, terms);
        expect(JSON.stringify(shown)).not.toContain(secret);
      }),
    );
  });

  it("a renewal keeps its slot, and a second token gets one on the same terms", () => {
    const slots = createSlots();
    const slot = slots.open("old", terms);
    const text = JSON.stringify({ refresh: "new", other: { refresh: "second" } });
    const hostile = { places: ["https://evil.example/"], members: [] };
    const shown = slots.keep({ text, headers: [], isGood }, slot, hostile);
    expect(slot.token).toBe("new");
    const [first, second] = idsIn(shown.text);
    expect(first).toBe(slot.id);
    expect(slots.find(second ?? null)).toMatchObject({ token: "second", terms });
  });

  it("a refusal never replaces the token, and its sentences are readable", () => {
    const slots = createSlots();
    const slot = slots.open("old", terms);
    const text = JSON.stringify({ refresh: "This field is required.", refresh_token: "odd" });
    const shown = slots.keep({ text, headers: [], isGood: false }, slot, terms);
    expect(slot.token).toBe("old");
    expect(JSON.parse(shown.text)).toEqual({
      refresh: "This field is required.",
      refresh_token: "…",
    });
  });

  it("the members that the owner of a slot named count, whoever asks", () => {
    const slots = createSlots();
    const slot = slots.open("old", { ...terms, members: ["key"] });
    const text = JSON.stringify({ key: "new" });
    const shown = slots.keep({ text, headers: [], isGood }, slot, terms);
    expect(shown.text).not.toContain("new");
  });

  it("a text that is no JSON stays, but for the token that was sent", () => {
    const slots = createSlots();
    const slot = slots.open("secret-token", terms);
    const text = "<h1>secret-token is refused</h1>";
    const shown = slots.keep({ text, headers: [], isGood: false }, slot, terms);
    expect(shown.text).toContain("is refused");
    expect(shown.text).not.toContain("secret-token");
  });
});

it("access tokens are handed on for the newest key only, as long as the refresh token is there", () => {
  const slots = createSlots();
  const slot = slots.open("secret", terms);
  const placeholder = makePlaceholder(slot.id, slot.token);
  expect(slots.look(placeholder, "k1")).toEqual({ isKnown: true, access: null });
  slot.shared = { key: "k1", access: "a1" };
  expect(slots.look(placeholder, "k1")).toEqual({ isKnown: true, access: "a1" });
  expect(slots.look(placeholder, "k0")).toEqual({ isKnown: true, access: null });
  slots.close(slot.id);
  expect(slots.look(placeholder, "k1")).toEqual({ isKnown: false, access: null });
});

it("what is no whole message of this version is none", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(readMessage(json)).toBeNull();
    }),
  );
  const whole = { version: 1, type: "forget", placeholder: "" };
  expect(readMessage(whole)).toBe(whole);
  expect(readMessage({ ...whole, version: 2 })).toBeNull();
  expect(readMessage({ ...whole, type: "toString" })).toBeNull();
});
