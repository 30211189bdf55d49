// Ordered failures and throttles.
import { describe, expect, test } from "vitest";
import { type MockOptions, type MockServer, mockSimpleJwt } from "../src/index.ts";
import { BASE, call, type Heard, handClock, LOGIN, login, use } from "./client.ts";

describe("faults", () => {
  const waits: number[] = [];
  const mocked = (options: Partial<MockOptions> = {}): MockServer =>
    use(
      mockSimpleJwt({
        baseUrl: BASE,
        rotate: true,
        blacklist: true,
        wait: async (milliseconds) => {
          waits.push(milliseconds);
        },
        ...options,
      }),
    );

  test("a status fault answers as often as it says, with Retry-After", async () => {
    const mock = mocked();
    await mock.fault({ kind: "status", status: 503, path: "token/", times: 2, retryAfter: 1_500 });
    for (const status of [503, 503, 200]) {
      const { headers, ...answer } = await call("POST", "token/", { body: LOGIN });
      expect(answer.status).toBe(status);
      if (status === 503) {
        expect(headers.get("retry-after")).toBe("2");
        expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      }
    }
  });

  test("a status fault can be for one method, and is an HTML page from 500 on", async () => {
    const mock = mocked();
    await mock.fault({ kind: "status", status: 500, path: "me/", method: "post" });
    expect((await call("GET", "me/")).status).toBe(401);
    const { status, headers } = await call("POST", "me/");
    expect([status, headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
  });

  test("after a network fault the server did nothing, after a lost answer it acted", async () => {
    const mock = mocked();
    const { refresh } = await login();
    const ask = (): Promise<Heard> => call("POST", "token/refresh/", { body: { refresh } });
    await mock.fault({ kind: "network", path: "token/refresh/" });
    await expect(ask()).rejects.toThrow(TypeError);
    await mock.fault({ kind: "lost", path: "token/refresh/" });
    await expect(ask()).rejects.toThrow(TypeError);
    expect((await ask()).status).toBe(401); // the second try had spent the token
  });

  test("a fault with times: Infinity lasts until it is cleared", async () => {
    const mock = mocked();
    await mock.fault({ kind: "status", status: 500, times: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 5; i++) expect((await call("GET", "me/")).status).toBe(500);
    await mock.clearFaults();
    expect((await call("GET", "me/")).status).toBe(401);
  });

  test("latency and a delay add up", async () => {
    const mock = mocked({ latency: 50 });
    await mock.fault({ kind: "delay", ms: 1_000 });
    waits.length = 0;
    await call("GET", "me/");
    await call("GET", "me/");
    expect(waits).toEqual([1_050, 50]);
  });

  test("a 429 fault looks like DRF's throttling", async () => {
    const mock = mocked();
    await mock.fault({ kind: "status", status: 429, retryAfter: 1_000 });
    const answer = await call("GET", "me/");
    expect([answer.status, answer.body, answer.headers.get("retry-after")]).toEqual([
      429,
      { detail: "Request was throttled. Expected available in 1 second." },
      "1",
    ]);
  });
});

describe("throttle", () => {
  test("anonymous requests share one rate, each user has another, and both recover with time", async () => {
    const clock = handClock();
    const rate = { requests: 3, per: 60_000 };
    const mock = use(
      mockSimpleJwt({ baseUrl: BASE, now: clock.now, throttle: { anon: rate, user: rate } }),
    );
    const auth = `Bearer ${(await login()).access}`;
    await login();
    clock.pass(10_000);
    await login();
    const fourth = await call("POST", "token/refresh/", { body: { refresh: "x" } });
    expect([fourth.status, fourth.headers.get("retry-after")]).toEqual([429, "50"]);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await call("GET", "me/", { auth })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    clock.pass(50_000);
    expect((await call("POST", "token/", { body: LOGIN })).status).toBe(200);
    await mock.throttle({});
    expect((await call("GET", "me/", { auth })).status).toBe(200);
  });
});
