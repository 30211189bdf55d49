// The two entries of the package, and what mistakes in the options are answered.
import { createSession } from "@sojourn/core";
import { beforeEach, expect, it, vi } from "vitest";
import * as development from "../src/development.ts";
import * as production from "../src/index.ts";

const baseUrl = "https://api.example.com/";
const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
beforeEach(() => {
  warn.mockClear();
});

it.each([
  ["clientID", { baseUrl, clientID: "app" }],
  ["paths.login", { baseUrl, paths: { login: "o/token/" } }],
  ["user.url", { baseUrl, user: { url: "me/", read: () => ({}) } }],
])("development builds tell that there is no %s, production builds do not", (name, given) => {
  const options: { readonly baseUrl: string } = given;
  const plain = production.oauth2(options);
  expect(warn).not.toHaveBeenCalled();
  const made = development.oauth2(options);
  const words = expect.stringContaining(`Sojourn: oauth2 has no option "${name}". Write `);
  expect(warn.mock.calls).toEqual([[words]]);
  expect(JSON.stringify(made)).toBe(JSON.stringify(plain));
  expect(Object.keys(development)).toEqual(Object.keys(production));
});

it("says nothing about options that exist", () => {
  development.oauth2({
    baseUrl,
    paths: { token: "o/token/", revoke: "o/revoke_token/" },
    clientId: "app",
    clientSecret: "s",
    scope: "read",
    parameters: { audience: "api" },
    refresh: false,
    user: { path: "me/", read: () => ({}) },
  });
  expect(warn).not.toHaveBeenCalled();
});

it.each([[[]], [[undefined]], [[null]], [[baseUrl]], [[{}]]])(
  "without options or baseUrl it is misconfigured: %j",
  (given) => {
    for (const { oauth2 } of [production, development]) {
      const create = () => createSession({ backend: Reflect.apply(oauth2, null, given) });
      expect(create).toThrowError(
        expect.objectContaining({
          code: "misconfigured",
          message: expect.stringContaining("baseUrl is undefined. Write it with this spelling:"),
        }),
      );
    }
  },
);
