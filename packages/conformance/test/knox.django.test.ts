// What is special about knox, against the real package: ends at the expiry, AUTO_REFRESH, Basic login, logout everywhere.
import { setTimeout } from "node:timers/promises";
import { knox } from "@sojourn/django";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, startServer } from "./django-server.ts";
import { mounts } from "./mounts.ts";
import { failure, logIn, openPage, until } from "./page.ts";

const TTL = 3000;
let server: OwnServer;
/** Here tokens live for three seconds. */
let short: OwnServer;
beforeAll(async () => {
  [server, short] = await Promise.all([
    startServer(),
    startServer({ SOJOURN_KNOX_TTL_MS: String(TTL) }),
  ]);
});
afterAll(() => Promise.all([server, short].map((one) => one.stop())));

test.concurrent("the session ends with the reason expired when its token does", async () => {
  const backend = mounts.knox.describe(`${short.url}/knox/`);
  const page = await logIn(backend, await short.newPerson());
  expect(await page.get()).toBe(200);
  await until("over", () => page.end() !== "alive");
  expect(page.end()).toBe("expired");
});

test.concurrent("with AUTO_REFRESH a session that is used outlives the expiry of its login", async () => {
  const backend = mounts.knoxAutoRefresh.describe(`${short.url}/knox-auto-refresh/`);
  const page = await logIn(backend, await short.newPerson());
  const answers: number[] = [];
  for (let times = 0; times < 4; times += 1) {
    await setTimeout(TTL / 2);
    answers.push(await page.get());
  }
  expect(answers).toEqual([200, 200, 200, 200]);
  expect(page.end()).toBe("alive");
});

test.concurrent("a Basic login logs in, and tells a wrong password", async () => {
  const paths = { login: "basic-login/" };
  const person = await server.newPerson();
  const { session } = openPage(
    knox({ baseUrl: `${server.url}/knox/`, basicLogin: true, paths, user: { path: "me/", read } }),
  );
  expect(await session.login(person)).toEqual({ username: person.username });
  const error = await failure(session.login({ ...person, password: "wrong" }));
  expect(error).toMatchObject({ code: "invalid-credentials", status: 401 });
  expect(error.fields).toEqual({ "": ["Invalid username/password."] });
});

function read({ username }: { username?: unknown }): { username: string } | undefined {
  return typeof username === "string" ? { username } : undefined;
}

test.concurrent("a logout leaves the other device logged in, a logout everywhere does not", async () => {
  const backend = mounts.knox.describe(`${server.url}/knox/`);
  const person = await server.newPerson();
  const [here, there] = await Promise.all([logIn(backend, person), logIn(backend, person)]);
  await here.session.logout();
  expect(await there.get()).toBe(200);
  await here.session.login(person);
  await here.session.logout({ everywhere: true });
  expect((await failure(there.get())).code).toBe("rejected");
  expect(there.end()).toBe("rejected");
});
