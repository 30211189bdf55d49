// Field messages: what a form can show, read from every shape that servers use.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFields } from "../../src/model/read-fields.ts";

describe("readFields", () => {
  it.each([
    [{ username: ["a", "b"] }, { username: ["a", "b"] }],
    [{ detail: "No." }, { "": ["No."] }],
    [{ detail: "No.", non_field_errors: ["Both."] }, { "": ["No.", "Both."] }],
    [["one", "two"], { "": ["one", "two"] }],
    [{ detail: "No.", code: "token_not_valid", messages: [{ token_class: "x" }] }, { "": ["No."] }],
    [
      { detail: [{ type: "missing", loc: ["body", "items", 1, "price"], msg: "Field required" }] },
      { "items.1.price": ["Field required"] },
    ],
    [
      { detail: [{ loc: ["body"], msg: "No JSON." }, { loc: "x", msg: "?" }, null] },
      { "": ["No JSON."] },
    ],
    [{ code: ["Wrong one-time code."] }, { code: ["Wrong one-time code."] }],
    [
      { address: { city: ["Unknown."], zip: ["Short."] } },
      { "address.city": ["Unknown."], "address.zip": ["Short."] },
    ],
    [{ items: [{}, { price: ["Too low."] }] }, { "items.1.price": ["Too low."] }],
    [[{}, { price: ["Too low."] }], { "1.price": ["Too low."] }],
    [{ tags: { 0: ["Not a word."] } }, { "tags.0": ["Not a word."] }],
    [{ a: { b: { c: { d: ["Deep."] } } } }, { "a.b.c.d": ["Deep."] }],
    [
      { address: { non_field_errors: ["Incomplete."], detail: ["Odd."] } },
      { address: ["Incomplete."], "address.detail": ["Odd."] },
    ],
    [{ detail: [{ loc: ["body", "name"], msg: "Field required" }] }, { name: ["Field required"] }],
    [{ errors: [{ code: "username_taken", param: "username" }] }, {}],
    [{ age: 7, name: null, tags: [] }, {}],
    [null, {}],
    [undefined, {}],
    ["text", {}],
    [42, {}],
  ])("reads %j as %j", (body, fields) => {
    expect(readFields(body)).toEqual(fields);
  });

  it("reads fields with the names of built-in object properties", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const body: unknown = JSON.parse(`{"${name}":["Wrong."]}`);
      expect(Object.entries(readFields(body)).flat(2)).toEqual([name, "Wrong."]);
    }
  });

  it("stops at a depth limit instead of overflowing the stack", () => {
    let body: object = ["Deep."];
    for (let depth = 0; depth < 100_000; depth += 1) body = { a: body };
    expect(readFields(body)).toEqual({});
  });

  it("never throws for any JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void readFields(body)));
  });
});
