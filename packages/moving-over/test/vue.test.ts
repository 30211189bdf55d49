// @vitest-environment jsdom
// docs/moving-over/vue.md, run: the composable in a component, and the guard.
import { mockSimpleJwt } from "@sojourn/msw";
import { afterEach, expect, it } from "vitest";
import { createApp, defineComponent, h, nextTick } from "vue";
import { alice, connect } from "./network.ts";

connect(mockSimpleJwt({ baseUrl: "https://api.example.com/api/" }));

const load = async () => ({
  ...(await import("../examples/vue/session.ts")),
  ...(await import("../examples/vue/use-session.ts")),
  ...(await import("../examples/vue/guard.ts")),
});
afterEach(async () => (await load()).session.logout());

it("a component shows who is logged in, nobody before that is known, and hears no more of it once it is gone", async () => {
  const { session, useSession } = await load();
  let renders = 0;
  const Hello = defineComponent(() => {
    const { isLoading, isAuthenticated, user } = useSession();
    return () => {
      renders += 1;
      if (isLoading.value) return h("p", "One moment …");
      return h("p", isAuthenticated.value ? `User ${user.value?.id}` : "Nobody");
    };
  });
  const page = document.createElement("div");
  const app = createApp(Hello);
  app.mount(page);
  expect(page.textContent).toBe("One moment …");
  session.start();
  await session.ready();
  await nextTick();
  expect(page.textContent).toBe("Nobody");
  await session.login(alice);
  await nextTick();
  expect(page.textContent).toBe("User 1");
  const before = renders;
  await session.refresh();
  await nextTick();
  expect(renders).toBe(before);
  app.unmount();
  await session.logout();
  expect(renders).toBe(before);
});

it("the guard sends to the login page with the address, and lets in whoever is logged in", async () => {
  const { session, requireLogin } = await load();
  const to = { fullPath: "/posts/3?edit=1", meta: {} };
  expect(await requireLogin(to)).toEqual({
    path: "/login",
    query: { returnUrl: "/posts/3?edit=1" },
  });
  expect(await requireLogin({ ...to, meta: { public: true } })).toBe(true);
  await session.login(alice);
  expect(await requireLogin(to)).toBe(true);
});
