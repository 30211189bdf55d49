// Bodies and replays: what is sent a second time as it was, what cannot be, and how much is kept for it.
import { describe, expect, it } from "vitest";
import { createWorld } from "../support/stage.ts";

const base = "https://api.example.com/api/";

/** A logged-in page, and what arrived at `posts/`. */
async function createPage() {
  const world = createWorld();
  await world.logIn();
  return {
    ...world,
    arrived: () => world.server.requests.filter(({ path }) => path === "posts/"),
  };
}

async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(size).fill(97);
}

const init = (body: unknown): RequestInit =>
  ({ method: "POST", body, duplex: "half" }) as unknown as RequestInit;

describe("a body that can be sent twice", () => {
  const form = new FormData();
  form.set("title", "Zoë");
  it.each([
    ["text", "Zoë"],
    ["a form", form],
    ["URL parameters", new URLSearchParams({ title: "Zoë" })],
    ["a Blob", new Blob(["Zoë"])],
    ["bytes", new TextEncoder().encode("Zoë")],
    ["a buffer", new TextEncoder().encode("Zoë").buffer],
  ])("a body can be sent twice: %s, also in a Request", async (_, body) => {
    const inits: Parameters<typeof fetch>[] = [
      ["posts/", { method: "POST", body }],
      [new Request(`${base}posts/`, { method: "POST", body })],
    ];
    for (const args of inits) {
      const { session, server, run, arrived } = await createPage();
      server.revoke();
      expect((await run(session.fetch(...args))).status).toBe(200);
      const seen = arrived();
      expect(seen).toHaveLength(2);
      for (const { body: text } of seen) expect(decodeURIComponent(text)).toContain("Zoë");
      const types = seen.map(({ headers }) => headers["content-type"]?.split(";")[0]);
      expect(types[0]).toBe(types[1]);
    }
  });

  it("a Request with a small stream as its body can be retried", async () => {
    const { session, server, run, arrived } = await createPage();
    server.revoke();
    const request = new Request(`${base}posts/`, init(new Blob(["streamed"]).stream()));
    expect((await run(session.fetch(request))).status).toBe(200);
    expect(arrived().map(({ body }) => body)).toEqual(["streamed", "streamed"]);
  });

  it("a body can be sent a third time if two tokens were refused", async () => {
    const { session, server, clock, run, arrived } = await createPage();
    server.latency = 3000;
    server.fail("posts/", { status: 401, body: { code: "token_not_valid" } }, 2);
    const request = new Request(`${base}posts/`, { method: "POST", body: "again" });
    const sent = session.fetch(request);
    await clock.advance(500);
    server.latency = 0;
    await run(session.refresh());
    await clock.advance(10_000);
    expect((await run(sent)).status).toBe(200);
    expect(arrived().map(({ body }) => body)).toEqual(["again", "again", "again"]);
  });

  it("the body of init is retried instead of the Request's own body", async () => {
    const { session, server, run, arrived } = await createPage();
    server.revoke();
    const request = new Request(`${base}posts/`, { method: "POST", body: "the Request's" });
    expect((await run(session.fetch(request, { body: "of init" }))).status).toBe(200);
    expect(arrived().map(({ body }) => body)).toEqual(["of init", "of init"]);
    expect(request.bodyUsed).toBe(false);
  });
});

describe("a body that is used up by sending it", () => {
  const streams: [string, () => unknown][] = [
    ["a stream", () => new Blob(["streamed"]).stream()],
    ["an async iterable, which Node takes", () => chunks(1, 8)],
  ];
  it.each(streams)(
    "a body that can be sent only once (%s) is not retried, and the caller gets the reason",
    async (_, make) => {
      const { session, server, run, failure, arrived } = await createPage();
      expect((await run(session.fetch("posts/", init(make())))).status).toBe(200);
      expect(arrived()[0]?.body).toHaveLength(8);
      server.revoke();
      const error = await failure(session.fetch("posts/", init(make())));
      expect(error).toMatchObject({ code: "not-supported" });
      expect(error.message).toContain("again");
      expect(arrived()).toHaveLength(2);
      expect((await run(session.fetch("posts/", init(make())))).status).toBe(200);
    },
  );

  it("a Request with a body over ten megabytes is not retried, and no more than that is kept in memory", async () => {
    const { session, server, run, failure } = await createPage();
    const large = (): Request => new Request(`${base}posts/`, init(chunks(11, 1024 * 1024)));
    const sent = session.fetch(large());
    sent.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect((await run(sent)).status).toBe(200);
    server.revoke();
    const error = await failure(session.fetch(large()));
    expect(error).toMatchObject({ code: "not-supported" });
  });
});

it("a Request is passed to fetch itself, so its body is not in memory twice", async () => {
  const { tab, open, logIn, run } = createWorld();
  const seen: unknown[] = [];
  const page = open({
    fetch: (input, given) => {
      seen.push(input);
      return tab.fetch(input, given);
    },
  });
  const unsigned = new Request(`${base}posts/`, { method: "POST", body: "unsigned" });
  await run(page.session.fetch(unsigned));
  expect(seen.at(-1)).toBe(unsigned);
  await logIn("alice", page);
  const signed = new Request(`${base}posts/`, { method: "POST", body: "signed" });
  await run(page.session.fetch(signed));
  expect(seen.at(-1)).toBe(signed);
});
