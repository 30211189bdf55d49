// What the compiler accepts of an attached instance.
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { createTokenServer } from "@sojourn/core/testing";
import axios, { type AxiosRequestConfig } from "axios";
import { expectTypeOf, it } from "vitest";

const api = axios.create();
const session = createSession({ backend: createTokenServer().backend });

it("attaches any session and gives a function back", () => {
  expectTypeOf(attachSession(api, session)).toEqualTypeOf<() => void>();
});

it("knows `session: false` for requests, instances and defaults, and nothing else", () => {
  expectTypeOf<AxiosRequestConfig["session"]>().toEqualTypeOf<false | undefined>();
  void api.get("posts/", { session: false });
  axios.create({ session: false });
  // @ts-expect-error sessions are attached, not passed
  void api.get("posts/", { session: true });
  // @ts-expect-error misspelt
  void api.get("posts/", { sesion: false });
});

it("leaves the types of answers alone", async () => {
  const { data } = await api.get<{ title: string }>("posts/1/");
  expectTypeOf(data).toEqualTypeOf<{ title: string }>();
});
