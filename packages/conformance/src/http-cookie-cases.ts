/** HTTP promises about cookie mode: which requests take cookies along, and which prove that they come from a page of the app. */
import { check, equal } from "./case.ts";
import type { HttpCase, HttpRequest, HttpWorld } from "./http-stage.ts";

/** What arrived of a request: its cookies and its headers. */
async function sent({ server, send }: HttpWorld, request: HttpRequest) {
  const { status } = await send(request);
  const { credentials, headers } = server.requests.at(-1) ?? {};
  return { status, credentials, authorization: headers?.authorization, headers };
}

/** All promises of this file. */
export const httpCookieCases: readonly HttpCase[] = [
  {
    name: "with cookies to all, requests take cookies along, and no header",
    async run({ open }) {
      const world = open({ cookies: "all" });
      await world.logIn();
      const { status, credentials, authorization } = await sent(world, { url: "posts/" });
      equal(status, 200, "the answer");
      equal(credentials, "include", "the cookies");
      equal(authorization, undefined, "the header");
    },
  },
  {
    name: "with cookies to all, unsafe requests carry the CSRF token that the cookie has now, and safe ones carry none",
    async run({ open }) {
      const world = open({ cookies: "all", csrf: true });
      await world.logIn();
      const tokenOf = async (method: string): Promise<string | undefined> => {
        const { status, headers } = await sent(world, { url: "posts/", method });
        equal(status, 200, `the answer to ${method}`);
        return headers?.["x-csrftoken"];
      };
      for (const method of ["POST", "PUT", "PATCH", "DELETE"])
        equal(await tokenOf(method), world.server.cookies.get("csrftoken"), method);
      equal(await tokenOf("GET"), undefined, "GET");
      world.server.cookies.set("csrftoken", "of-another-tab");
      equal(await tokenOf("POST"), "of-another-tab", "after a login in another tab");
    },
  },
  {
    name: "with cookies to all, a refused cookie is renewed once for 20 requests, which are sent again",
    async run({ open }) {
      const world = open({ cookies: "all", csrf: true });
      await world.logIn();
      world.refuse();
      const requests = Array.from({ length: 20 }, (_, index) =>
        world.client.send({ url: "posts/", method: index % 2 ? "POST" : "GET" }),
      );
      const answers = await world.arrival(Promise.all(requests), "20 answers");
      equal(
        answers.map(({ status }) => status),
        answers.map(() => 200),
        "the answers",
      );
      equal(world.refreshes(), 1, "refreshes");
    },
  },
  {
    name: "with cookies to all, other addresses get no cookies and no CSRF token",
    async run({ open }) {
      const world = open({ cookies: "all", csrf: true });
      await world.logIn();
      for (const url of ["https://elsewhere.example/posts/", "https://api.example.com/other/"]) {
        const { credentials, headers } = await sent(world, { url, method: "POST" });
        check(credentials !== "include", `cookies went to ${url}`);
        equal(headers?.["x-csrftoken"], undefined, "the CSRF token");
      }
    },
  },
  ...(["omits-cookies", undefined] as const).map(
    (needs): HttpCase => ({
      name: `with cookies to all, nobody's requests ${needs ? "leave all cookies behind" : "take no cookies along to other origins"} while the server was not told of a logout`,
      ...(needs && { needs }),
      async run({ open }) {
        const world = open({ cookies: "all" });
        await world.logIn();
        world.server.fail("token/blacklist/", { status: 503 });
        await world.arrival(world.session.logout(), "the logout");
        check(world.server.cookies.get("access") !== null, "the cookie is still there");
        const { status, credentials } = await sent(world, { url: "posts/" });
        equal(status, 401, "the answer");
        if (needs) equal(credentials, "omit", "the cookies");
        else check(credentials !== "include", "cookies went along");
      },
    }),
  ),
  {
    name: "with cookies to auth, requests carry the token of this tab, and no cookies",
    async run({ open }) {
      const world = open({ cookies: "auth", csrf: true });
      await world.logIn();
      const post = { url: "posts/", method: "POST" };
      const { status, credentials, authorization } = await sent(world, post);
      equal(status, 200, "the answer");
      check(credentials !== "include", "cookies went along");
      equal(authorization, `Bearer ${await world.session.getToken()}`, "the header");
    },
  },
];
