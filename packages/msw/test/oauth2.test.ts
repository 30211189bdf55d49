// The mock of an OAuth 2.0 token endpoint on a clock moved by hand: lifetimes, the gateway's throttle, tokens that are cut short.
import { expect, test } from "vitest";
import { type MockServer, mockOAuth2 } from "../src/index.ts";
import { BASE, call, handClock, LOGIN, use } from "./client.ts";

interface Granted {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly access: string;
  readonly refresh: string;
}

/** Sends a form to the token endpoint, as the client "my-app". */
async function token(form: Readonly<Record<string, string>>): Promise<Granted> {
  const body = new URLSearchParams({ client_id: "my-app", ...form });
  const response = await fetch(`${BASE}o/token/`, { method: "POST", body });
  const { access_token: access, refresh_token: refresh } = await response.json();
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    access,
    refresh,
  };
}

const login = () => token({ grant_type: "password", ...LOGIN });
const renew = (refresh_token: string) => token({ grant_type: "refresh_token", refresh_token });

async function challenge(access: string): Promise<string | null> {
  const { headers } = await call("GET", "me/", { auth: `Bearer ${access}` });
  return headers.get("www-authenticate");
}

const clock = handClock();
function serve(options: Partial<Parameters<typeof mockOAuth2>[0]> = {}): MockServer {
  return use(mockOAuth2({ baseUrl: BASE, now: clock.now, access: 9_500, ...options }));
}

test("an access token lives whole seconds, and a refresh token outlives it for its own time", async () => {
  serve({ refresh: 5_000 });
  const first = await login();
  clock.pass(9_999);
  expect(await challenge(first.access)).toBe(null);
  clock.pass(1);
  expect(await challenge(first.access)).toContain("The access token has expired.");
  clock.pass(4_999);
  const { status, refresh } = await renew(first.refresh);
  expect(status).toBe(200);
  clock.pass(15_000);
  expect((await renew(refresh)).status).toBe(400);
});

test("without a lifetime a refresh token never expires", async () => {
  serve();
  const { refresh } = await login();
  clock.pass(10 * 365 * 24 * 3_600_000);
  expect((await renew(refresh)).status).toBe(200);
});

test("access tokens that are cut short can be renewed", async () => {
  const mock = serve();
  const first = await login();
  await mock.expireAccess();
  expect(await challenge(first.access)).toContain("The access token has expired.");
  const { access } = await renew(first.refresh);
  expect(await challenge(access)).toBe(null);
});

test("the throttle counts at the token endpoint, and tells when to come again", async () => {
  serve({ throttle: { anon: { requests: 2, per: 60_000 } } });
  const { refresh } = await login();
  await renew(refresh);
  const slowed = await login();
  expect([slowed.status, slowed.retryAfter]).toEqual([429, "60"]);
  clock.pass(60_000);
  expect((await login()).status).toBe(200);
});
