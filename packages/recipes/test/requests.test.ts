// @vitest-environment jsdom
// The pages about fetch clients, uploads, WebSockets, server-sent events and tenants: their code is run.
import { File as NodeFile } from "node:buffer";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listen } from "../examples/events";
import { addPost } from "../examples/ky-client";
import { keepLive } from "../examples/live";
import { postsOf } from "../examples/openapi-client";
import { session } from "../examples/session";
import { api, upload } from "../examples/upload";
import { upload as uploadWithFetch } from "../examples/upload-with-fetch";
import { as, openWorld, type World } from "./support/world";

vi.stubGlobal("location", new URL("https://acme.example.com/"));
const { session: tenantSession, tenantFetch } = await import("../examples/tenant");
vi.unstubAllGlobals();

let world: World;
beforeEach(async () => {
  world = openWorld();
  await session.login(as("alice"));
  await session.fetch("me/");
});
afterEach(async () => {
  await session.logout();
  vi.unstubAllGlobals();
});

const seenAt = (path: string) => world.server.requests.filter((seen) => seen.path === path);

describe("clients on top of session.fetch", () => {
  it("openapi-fetch: a refused token is renewed, and the request is sent again", async () => {
    world.server.revoke();
    expect(await postsOf("alice")).toEqual(["A post by alice"]);
    expect(seenAt("posts/").map(({ status, url }) => [status, new URL(url).search])).toEqual([
      [401, "?author=alice"],
      [200, "?author=alice"],
    ]);
  });

  it("ky: a POST is sent again with its body", async () => {
    world.server.revoke();
    await addPost("Hello");
    expect(seenAt("posts/").map(({ status, body }) => [status, body])).toEqual([
      [401, '{"text":"Hello"}'],
      [200, '{"text":"Hello"}'],
    ]);
  });
});

describe("uploads", () => {
  const file = new File(["all of my notes"], "notes.txt");

  it("axios: the file is sent again, and the progress goes up to its end", async () => {
    api.defaults.adapter = "fetch"; // of Node's, the only one that has progress
    const progress: number[] = [];
    world.server.revoke();
    await upload(file, (done) => progress.push(done));
    expect(seenAt("files/").map(({ status }) => status)).toEqual([401, 200]);
    for (const { body } of seenAt("files/")) expect(body).toContain("all of my notes");
    expect(progress.at(-1)).toBe(1);
  });

  it("axios: a signal stops it", async () => {
    await expect(upload(file, () => {}, AbortSignal.abort())).rejects.toThrow("canceled");
    expect(seenAt("files/")).toEqual([]);
  });

  it("fetch: the file is sent again", async () => {
    // Node's own file and form: its fetch does not know those of jsdom.
    const form = await new Response(new URLSearchParams()).formData();
    vi.stubGlobal("FormData", form.constructor);
    const notes = new NodeFile(["all of my notes"], "notes.txt") as unknown as File;
    world.server.revoke();
    await uploadWithFetch(notes);
    for (const { body } of seenAt("files/")) expect(body).toContain("all of my notes");
    expect(seenAt("files/").map(({ status }) => status)).toEqual([401, 200]);
  });
});

/** The platform's WebSocket without a network. */
class FakeSocket extends EventTarget {
  static readonly opened: FakeSocket[] = [];
  readonly sent: string[] = [];
  isOpen = true;
  onopen = () => {};
  onclose = () => {};
  onmessage = (_: { data: string }) => {};

  constructor() {
    super();
    FakeSocket.opened.push(this);
    queueMicrotask(() => this.onopen());
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.onclose();
  }
}

describe("a WebSocket", () => {
  const sockets = FakeSocket.opened;
  const openOnes = () => sockets.filter(({ isOpen }) => isOpen);
  const nextSocket = (count: number) =>
    vi.waitFor(() => {
      expect(sockets.length).toBe(count);
      expect(sockets[count - 1]?.sent.length).toBe(1);
    });
  let heard: string[];
  let stop: () => void;
  beforeEach(() => {
    sockets.length = 0;
    heard = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    stop = keepLive("wss://api.example.com/live/", (data) => heard.push(data));
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("sends the token as its first message, not in its address", async () => {
    await nextSocket(1);
    expect(sockets[0]?.sent).toEqual([JSON.stringify({ token: await session.getToken() })]);
  });

  it("is replaced when the token is renewed", async () => {
    await nextSocket(1);
    await session.refresh();
    await nextSocket(2);
    expect(openOnes()).toEqual([sockets[1]]);
    expect(sockets[1]?.sent).toEqual([JSON.stringify({ token: await session.getToken() })]);
    sockets[0]?.onmessage({ data: "late" });
    sockets[1]?.onmessage({ data: "news" });
    expect(heard).toEqual(["news"]);
  });

  it("is opened again, later, when the server closes it", async () => {
    await nextSocket(1);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    sockets[0]?.close();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(sockets.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets.length).toBe(2);
  });

  it("is closed at the end of the session, and opened for the next person", async () => {
    await nextSocket(1);
    await session.logout();
    expect(openOnes()).toEqual([]);
    await session.login(as("bob"));
    await nextSocket(2);
    expect(openOnes()).toEqual([sockets[1]]);
  });
});

describe("server-sent events", () => {
  it("arrive although the first token was refused, and end with the session", async () => {
    const heard: string[] = [];
    world.server.revoke();
    listen("events/", (data) => heard.push(data));
    await vi.waitFor(() => expect(heard).toEqual(["Hello alice"]));
    expect(world.answers("events/")).toEqual([401, 200]);
    const calls = vi.mocked(fetch).mock.calls;
    const [, connection] = calls.filter(([input]) => `${input}`.endsWith("events/")).at(-1) ?? [];
    expect(connection?.signal?.aborted).toBe(false);
    await session.logout();
    expect(connection?.signal?.aborted).toBe(true);
  });
});

describe("a tenant", () => {
  it("is named in each request, also in the session's own", async () => {
    await tenantSession.login(as("alice"));
    await tenantFetch("posts/");
    await tenantSession.refresh();
    await tenantSession.logout();
    const paths = ["token/", "posts/", "token/refresh/", "token/blacklist/"];
    const tenants = paths.map((path) => seenAt(path).at(-1)?.headers["x-tenant"]);
    expect(tenants).toEqual(paths.map(() => "acme"));
  });
});
