// session.fetch takes whatever fetch takes. The contract it keeps is in fetch-contract.test.ts.
import { createHttpStage, type HttpWorld } from "@sojourn/conformance";
import { createSession } from "@sojourn/core";
import { describe, expect, it } from "vitest";

describe("session.fetch", () => {
  const url = "https://api.example.com/api/posts/";

  /** A world whose token will be refused once. */
  async function refused(): Promise<HttpWorld> {
    const stage = createHttpStage(() => ({ send: () => Promise.reject(new Error("unused")) }));
    const world = stage.open();
    await world.logIn();
    world.refuse();
    return world;
  }
  const seen = ({ server }: HttpWorld) => server.requests.filter(({ path }) => path === "posts/");

  it("takes a Request and replays its body", async () => {
    const world = await refused();
    const request = new Request(url, { method: "POST", body: "once", headers: { "x-mark": "1" } });
    const response = await world.arrival(world.session.fetch(request), "the answer");
    expect(response.status).toBe(200);
    expect(seen(world).map(({ body, headers }) => [body, headers["x-mark"]])).toEqual([
      ["once", "1"],
      ["once", "1"],
    ]);
  });

  it("lets init overrule a Request, as fetch does", async () => {
    const world = await refused();
    const request = new Request(url, { method: "POST", body: "once", headers: { "x-mark": "1" } });
    const init = { method: "PUT", body: "instead", headers: { "x-mark": "2" } };
    await world.arrival(world.session.fetch(request, init), "the answer");
    for (const { method, body, headers } of seen(world))
      expect([method, body, headers["x-mark"]]).toEqual(["PUT", "instead", "2"]);
    expect(seen(world)).toHaveLength(2);
  });

  it("takes a URL, and any form of headers", async () => {
    const world = await refused();
    const forms: HeadersInit[] = [
      { "x-mark": "1" },
      [["x-mark", "1"]],
      new Headers({ "x-mark": "1" }),
    ];
    for (const headers of forms)
      await world.arrival(world.session.fetch(new URL(url), { headers }), "the answer");
    expect(seen(world).map(({ headers }) => headers["x-mark"])).toEqual(["1", "1", "1", "1"]);
  });

  it("listens to the signal of a Request", async () => {
    const world = await refused();
    world.server.fail("token/refresh/", "hang");
    const controller = new AbortController();
    const request = new Request(url, { signal: controller.signal });
    const answer = world.session.fetch(request).catch((error: Error) => error.name);
    await world.until(() => world.refreshes() === 1, "the refresh to arrive");
    controller.abort();
    expect(await world.arrival(answer, "its end")).toBe("AbortError");
  });

  it("leaves the body of every answer to the caller, that of a last 401 as well", async () => {
    const world = await refused();
    world.server.fail("posts/", { status: 401, body: { detail: "Never." } });
    const response = await world.arrival(world.session.fetch("posts/"), "the answer");
    expect(response.bodyUsed).toBe(false);
    expect(await response.json()).toEqual({ detail: "Never." });
  });

  it("gives an answer on before its body has come, as fetch does", async () => {
    const world = await refused();
    const { ports } = world.browser.openTab();
    const endless = async (): Promise<Response> => {
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("a frame")),
      });
      return new Response(body, { status: 404, headers: { "content-type": "video/mp4" } });
    };
    const session = createSession({ backend: world.server.backend, ports, fetch: endless });
    session.start();
    expect((await world.arrival(session.fetch(url), "the answer")).status).toBe(404);
  });
});
