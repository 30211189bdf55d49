// The two entries of the package: production builds do not carry the names of options, development builds tell of unknown ones.
import { expect, it, vi } from "vitest";
import * as development from "../src/development.ts";
import * as production from "../src/index.ts";

it("the development entry has the same exports, and makes the same backends", () => {
  const options = { baseUrl: "/api/", usernamefield: "email" };
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const plain = production.simpleJwt(options);
  expect(warn).not.toHaveBeenCalled();
  const made = development.simpleJwt(options);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(JSON.stringify(made)).toBe(JSON.stringify(plain));
  expect(Object.keys(development).sort()).toEqual(Object.keys(production).sort());
  for (const [name, factory] of Object.entries(development))
    expect(factory, name).not.toBe(new Map(Object.entries(production)).get(name));
});
