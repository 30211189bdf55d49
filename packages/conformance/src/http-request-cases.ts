/** HTTP promises about the targets of tokens, and about the content of a retry (rules 17 and 20 of the design). */
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
  // A client may refuse an odd URL: then nothing arrives, which is fine too.
  await run().catch(() => {});
  return server.requests.slice(before).map((seen) => seen.headers.authorization ?? null);
}

const places: HttpCase[] = [
  {
    name: "requests below baseUrl are signed, with absolute and with relative URLs",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const token = `Bearer ${await world.session.getToken()}`;
      for (const url of ["posts/", "https://api.example.com/api/posts/?page=2", "deep/er/"])
        equal(await signaturesDuring(world, () => world.send({ url })), [token], url);
    },
  },
  {
    name: "requests below an allowed URL are signed, and requests to other URLs are not",
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
        // A client may make its own Authorization header from `user@` in a URL.
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
    name: "without a session requests are sent unsigned, and their 401 is returned to the caller",
    async run({ open }) {
      const world = open();
      equal((await world.send({ url: "posts/" })).status, 401, "the answer");
      equal(world.signatures("posts/"), [null], "the signature");
      equal(world.refreshes(), 0, "refreshes");
    },
  },
  {
    name: "after a logout no request is signed with the old token",
    async run({ open }) {
      const world = open();
      await world.logIn();
      void world.session.logout();
      await world.send({ url: "posts/" });
      equal(world.signatures("posts/"), [null], "the signature");
    },
  },
  {
    name: "a request with its own Authorization header is sent unchanged, and its 401 is returned to the caller",
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
    name: "a request with its own Authorization header is sent even if no token is available",
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
    name: "a request that opts out is sent unsigned",
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

/** Bodies by name, made again for each request. */
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

/** The bodies that arrived, as text with one character per byte. The boundary of a form may differ at each attempt, so it is replaced. */
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
      name: `a retry sends ${name} byte by byte, with the same method and headers`,
      async run({ open }) {
        const world = open();
        await world.logIn();
        world.refuse();
        const request = { url: "posts/", method: "PUT", headers: { "x-mark": "1" }, body: make() };
        equal((await world.send(request)).status, 200, "the answer");
        const [first, second, ...more] = bytesOf(world, "posts/");
        equal(more.length, 0, "further requests");
        check(first && first === second, "the body of the retry differs from the first one");
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
    name: "a stream is sent once; if it would have to be sent again, the request rejects with not-supported",
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
    name: "an upload reports its progress, also when it is retried",
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
    name: "an answer requested as a Blob arrives as a Blob, also after a retry",
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

/** All promises of this file. */
export const httpRequestCases: readonly HttpCase[] = [...places, ...replays];
