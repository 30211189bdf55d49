/** HTTP promises about where tokens go and what a replay carries (rules 17 and 20 of the design). */
import { createSession } from "@sojourn/core";
import { check, equal, rejection } from "./case.ts";
import type { HttpCase, HttpRequest, HttpWorld } from "./http-stage.ts";

const strangers = [
  "https://evil.example/api/posts/",
  "//evil.example/api/posts/",
  "https://api.example.com.evil.example/api/posts/",
  "https://api.example.com@evil.example/api/posts/",
  "https://api.example.com:8443/api/posts/",
  "http://api.example.com/api/posts/",
  "https://api.example.com/other/",
  "https://api.example.com/apis/posts/",
  "https://api.example.com/api/../other/",
  "https://api.example.com/api/%2e%2e/other/",
  "https://api.example.com/api/..%2fother/",
  "https://api.example.com/api/%2e%2e%2fother/",
  "https://api.example.com/api/..%5cother/",
  "https://api.example.com/api\\..\\..\\other/",
  "../other/",
  "posts/..%2f..%2fother/",
];

const publicRequests: HttpRequest[] = [
  { url: "token/", method: "POST", body: "{}" },
  { url: "https://api.example.com/api/token/", method: "POST", body: "{}" },
  { url: "token/refresh/", method: "POST", body: "{}" },
  { url: "token/refresh/?next=1", method: "POST", body: "{}" },
  { url: "users/", method: "POST", body: "{}" },
];

/** The `Authorization` header of everything that arrived during `run`. */
async function signaturesDuring(
  { server }: HttpWorld,
  run: () => Promise<unknown>,
): Promise<(string | null)[]> {
  const before = server.requests.length;
  // A client may refuse an odd URL altogether: then nothing arrives, which is as good.
  await run().catch(() => {});
  return server.requests.slice(before).map((seen) => seen.headers.authorization ?? null);
}

const places: HttpCase[] = [
  {
    name: "requests below baseUrl carry the token, absolute and relative ones",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const token = `Bearer ${await world.session.getToken()}`;
      for (const url of ["posts/", "https://api.example.com/api/posts/?page=2", "deep/er/"])
        equal(await signaturesDuring(world, () => world.send({ url })), [token], url);
    },
  },
  {
    name: "requests below an allowed address carry the token, those beside it do not",
    async run({ open, bind }) {
      const world = open();
      await world.logIn();
      const { server, browser } = world;
      const { ports, fetch } = browser.openTab();
      const session = createSession({
        backend: server.backend,
        allow: ["https://files.example.com/private/"],
        ports,
        fetch,
      });
      session.start();
      const client = bind(session, { fetch, baseUrl: server.baseUrl });
      const send = async (url: string): Promise<boolean> => {
        await world.arrival(client.send({ url }), "the answer");
        const seen = server.requests.filter((one) => one.url === url).at(-1);
        return seen?.headers.authorization !== undefined;
      };
      equal(await send("https://files.example.com/private/a.pdf"), true, "below");
      equal(await send("https://files.example.com/public/a.pdf"), false, "beside");
      equal(await send("https://files.example.com/private-not/a.pdf"), false, "a longer name");
    },
  },
  ...strangers.map(
    (url): HttpCase => ({
      name: `no token goes to ${url}`,
      async run({ open }) {
        const world = open();
        await world.logIn();
        const token = `${await world.session.getToken()}`;
        // What a client makes of `user@` in a URL is its own affair.
        const signatures = await signaturesDuring(world, () => world.send({ url }));
        check(!signatures.join().includes(token), `it was signed with ${signatures}`);
      },
    }),
  ),
  ...publicRequests.map(
    (request): HttpCase => ({
      name: `no token goes to ${request.method} ${request.url}`,
      async run({ open }) {
        const world = open();
        await world.logIn();
        const signatures = await signaturesDuring(world, () => world.send(request));
        equal(signatures, [null], "the signature");
      },
    }),
  ),
  {
    name: "without a session requests go out without any header, and their 401 is the caller's",
    async run({ open }) {
      const world = open();
      equal((await world.send({ url: "posts/" })).status, 401, "the answer");
      equal(world.signatures("posts/"), [null], "the signature");
      equal(world.refreshes(), 0, "refreshes");
    },
  },
  {
    name: "after logout no request carries the old token",
    async run({ open }) {
      const world = open();
      await world.logIn();
      void world.session.logout();
      await world.send({ url: "posts/" });
      equal(world.signatures("posts/"), [null], "the signature");
    },
  },
  {
    name: "an Authorization header of the caller's own stays, and its 401 is the caller's",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const headers = { authorization: "Bearer own" };
      equal((await world.send({ url: "posts/", headers })).status, 401, "the answer");
      equal(world.signatures("posts/"), ["Bearer own"], "the signatures");
      equal(world.refreshes(), 0, "refreshes");
    },
  },
  {
    name: "a request with an Authorization header of its own goes out also when no token can be had",
    async run({ open }) {
      const world = open();
      await world.logIn();
      await world.expire();
      world.server.fail("token/refresh/", "network");
      const headers = { authorization: "Bearer own" };
      equal((await world.send({ url: "posts/", headers })).status, 401, "the answer");
      equal(world.signatures("posts/"), ["Bearer own"], "the signatures");
    },
  },
  {
    name: "a request that opts out is sent as if there were no session",
    needs: "opt-out",
    async run({ open }) {
      const world = open();
      await world.logIn();
      equal((await world.send({ url: "posts/", optOut: true })).status, 401, "the answer");
      equal(world.signatures("posts/"), [null], "the signature");
      equal(world.refreshes(), 0, "refreshes");
    },
  },
];

const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);

/** A body each, made anew for each request. */
const bodies: Record<string, () => BodyInit> = {
  "JSON text": () => JSON.stringify({ title: "Zoë 🧭", tags: ["a", "b"] }),
  "a Blob": () => new Blob([bytes], { type: "application/octet-stream" }),
  "an ArrayBuffer": () => bytes.slice().buffer,
  URLSearchParams: () => new URLSearchParams({ a: "1 2", b: "&=ü" }),
  FormData: () => {
    const form = new FormData();
    form.append("title", "Zoë 🧭");
    form.append("file", new Blob([bytes], { type: "image/png" }), "a.png");
    return form;
  },
};

/** Bytes as text, each its own character; a form's boundary may be drawn anew at each sending. */
function bytesOf({ server }: HttpWorld, path: string): string[] {
  return server.requests
    .filter((seen) => seen.path === path)
    .map(({ bytes, headers }) => {
      const boundary = /boundary="?([^";]+)/.exec(headers["content-type"] ?? "")?.[1];
      const text = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
      return boundary ? text.replaceAll(boundary, "boundary") : text;
    });
}

const replays: HttpCase[] = [
  ...Object.entries(bodies).map(
    ([name, make]): HttpCase => ({
      name: `a replay carries ${name} byte by byte, with the same method and headers`,
      async run({ open }) {
        const world = open();
        await world.logIn();
        world.refuse();
        const request = { url: "posts/", method: "PUT", headers: { "x-mark": "1" }, body: make() };
        equal((await world.send(request)).status, 200, "the answer");
        const [first, second, ...more] = bytesOf(world, "posts/");
        equal(more.length, 0, "further requests");
        check(first && first === second, "the replay's body differs from the first one's");
        const seen = world.server.requests.filter(({ path }) => path === "posts/");
        const shape = seen.map(({ method, headers }) => [
          method,
          headers["x-mark"],
          headers["content-type"]?.split(";")[0],
        ]);
        equal(shape[1], shape[0], "method and headers");
      },
    }),
  ),
  {
    name: "a stream is sent once; where it would have to be replayed the error says so",
    needs: "streams",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const body = () => new Response("streamed").body as ReadableStream;
      const post = (): HttpRequest => ({ url: "posts/", method: "POST", body: body() });
      equal((await world.send(post())).status, 200, "a stream with a good token");
      equal(bytesOf(world, "posts/"), ["streamed"], "what arrived");
      world.refuse();
      world.expectCode(await rejection(world.send(post()), "the stream"), "not-supported");
      equal(world.server.count("posts/"), 2, "requests");
      equal((await world.send(post())).status, 200, "a new stream");
    },
  },
  {
    name: "an upload tells of its progress, also when it is replayed",
    needs: "progress",
    async run({ open }) {
      const world = open();
      await world.logIn();
      world.refuse();
      const told: number[] = [];
      const request = { url: "posts/", method: "POST", body: new Blob([bytes]) };
      const answer = await world.send({ ...request, progress: (loaded) => told.push(loaded) });
      equal(answer.status, 200, "the answer");
      equal(told.at(-1), bytes.length, "the last word");
    },
  },
  {
    name: "an answer asked for as a Blob comes as a Blob, also after a replay",
    needs: "blobs",
    async run({ open }) {
      const world = open();
      await world.logIn();
      world.refuse();
      const { status, body } = await world.send({ url: "posts/", asBlob: true });
      equal(status, 200, "the answer");
      check(body instanceof Blob, "the body is a Blob");
      equal(JSON.parse(await body.text()).path, "posts/", "what it holds");
      equal(world.refreshes(), 1, "refreshes");
    },
  },
];

/** All of them. */
export const httpRequestCases: readonly HttpCase[] = [...places, ...replays];
