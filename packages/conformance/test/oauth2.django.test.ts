// OAuth 2.0 token endpoints, real: django-oauth-toolkit, and the server of FastAPI's tutorial. The contract, and what is special.
import { randomUUID } from "node:crypto";
import { backendContract } from "@sojourn/conformance";
import { type Backend, extendBackend } from "@sojourn/core";
import type { BackendStage } from "@sojourn/core/testing";
import { oauth2 } from "@sojourn/oauth2";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type OwnServer, type Person, shortLived, startServer } from "./django-server.ts";
import { failure, logIn, openPage, until } from "./page.ts";

interface FastApi {
  readonly url: string;
  stop(): Promise<void>;
}

let toolkit: OwnServer;
let fastApi: FastApi;
beforeAll(async () => {
  const address = new URL("../../../playground/fastapi/server.mjs", import.meta.url);
  const { startFastApi } = (await import(address.href)) as {
    startFastApi(options: { env: Record<string, string> }): Promise<FastApi>;
  };
  [toolkit, fastApi] = await Promise.all([
    startServer(shortLived),
    startFastApi({ env: shortLived }),
  ]);
}, 120_000);
afterAll(() => Promise.all([toolkit.stop(), fastApi.stop()]));

interface Named {
  readonly username: string;
}
const read = ({ username }: Readonly<Record<string, unknown>>): Named | undefined =>
  typeof username === "string" ? { username } : undefined;
const paths = { token: "o/token/", revoke: "o/revoke_token/" };

/** django-oauth-toolkit, which rotates refresh tokens, to a public client. */
function toolkitAt(url: string, options: Partial<Parameters<typeof oauth2<Named>>[0]> = {}) {
  const common = { baseUrl: `${url}/oauth2/`, paths, clientId: "sojourn-spa" };
  return oauth2({ ...common, user: { path: "me/", read }, ...options });
}

/** FastAPI's tutorial: one JWT, and the user's name in its `sub`. */
function fastApiAt(url: string) {
  return oauth2({ baseUrl: `${url}/`, refresh: false, user: { path: "me/", read } });
}

/** A user of the FastAPI nobody else knows. */
async function newPerson(): Promise<Person> {
  const person = { username: `someone-${randomUUID().slice(0, 13)}`, password: "a-long-horse-7" };
  await control({ ...person, create: true });
  return person;
}

async function control(change: object): Promise<void> {
  const body = JSON.stringify(change);
  const { ok } = await fetch(`${fastApi.url}/control/users/`, { method: "POST", body });
  expect(ok).toBe(true);
}

/** Neither server refuses the tokens of a deactivated user: see the stories. */
function stage(
  backend: Backend<Person, unknown>,
  person: Person,
  remove: () => Promise<void>,
): BackendStage<Person, unknown> {
  return {
    backend,
    credentials: person,
    wrong: { ...person, password: "something else" },
    resource: "posts/",
    ...(backend.refresh && { lifetime: Number(shortLived.SOJOURN_ACCESS_LIFETIME_MS) }),
    remove,
  };
}

const nobody = { username: "", password: "" };
const nowhere = "http://none.example";

describe.concurrent("django-oauth-toolkit", () => {
  backendContract(
    it.concurrent,
    stage(toolkitAt(nowhere), nobody, async () => {}),
    async () => {
      const person = await toolkit.newPerson();
      return stage(toolkitAt(toolkit.url), person, () => toolkit.change(person, { delete: true }));
    },
  );
});

describe.concurrent("FastAPI's tutorial", () => {
  backendContract(
    it.concurrent,
    stage(fastApiAt(nowhere), nobody, async () => {}),
    async () => {
      const person = await newPerson();
      return stage(fastApiAt(fastApi.url), person, () => control({ ...person, delete: true }));
    },
  );
});

test("a confidential client proves itself with Basic authentication, at the login, the refresh and the revocation", async () => {
  const clientId = "sojourn-confidential";
  const known = { clientId, clientSecret: "known-to-everybody" };
  const person = await toolkit.newPerson();
  const page = await logIn(toolkitAt(toolkit.url, known), person);
  await page.session.refresh();
  expect(await page.get()).toBe(200);
  const { access } = page.tokens();
  await page.session.logout();
  expect(page.told("logout-failed")).toBe(0);
  const headers = { authorization: `Bearer ${access}` };
  expect((await fetch(`${toolkit.url}/oauth2/me/`, { headers })).status).toBe(401);

  const stranger = toolkitAt(toolkit.url, { clientId, clientSecret: "guessed" });
  const error = await failure(openPage(stranger).session.login(person));
  expect(error).toMatchObject({ code: "misconfigured", status: 401 });
  expect(error.message).toContain('"invalid_client". Check clientId and clientSecret');
});

test("a mistake of the set-up says what to check", async () => {
  const person = await toolkit.newPerson();
  const hints = [
    [{ clientId: "nobody" }, "Check clientId"],
    [{ scope: "everything" }, "Check scope"],
  ] as const;
  for (const [options, hint] of hints) {
    const error = await failure(openPage(toolkitAt(toolkit.url, options)).session.login(person));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain(hint);
  }
});

test("a client that the server has forgotten does not end the session: its user is not to blame", async () => {
  const person = await toolkit.newPerson();
  const { refresh: _known, ...backend } = toolkitAt(toolkit.url);
  const { refresh } = toolkitAt(toolkit.url, { clientId: "forgotten" });
  const page = await logIn({ ...backend, refresh }, person);
  expect((await failure(page.session.refresh())).code).toBe("misconfigured");
  expect([await page.get(), page.end()]).toEqual([200, "alive"]);
});

test("the server's own words are told of a wrong password and of an empty form", async () => {
  const person = await toolkit.newPerson();
  const { session } = openPage(toolkitAt(toolkit.url));
  expect(await failure(session.login({ ...person, password: "wrong" }))).toMatchObject({
    code: "invalid-credentials",
    status: 400,
    fields: { "": ["Invalid credentials given."] },
  });
  expect((await failure(session.login({ ...person, password: "" }))).code).toBe("validation");

  const { session: other } = openPage(fastApiAt(fastApi.url));
  expect(await failure(other.login(nobody))).toMatchObject({
    code: "validation",
    status: 422,
    fields: { username: ["Field required"], password: ["Field required"] },
  });
  expect(await failure(other.login({ ...nobody, username: "alice", password: "x" }))).toMatchObject(
    {
      code: "invalid-credentials",
      status: 401,
      fields: { "": ["Incorrect username or password"] },
    },
  );
});

test("a logout revokes the refresh token, and the access token with it", async () => {
  const page = await logIn(toolkitAt(toolkit.url), await toolkit.newPerson());
  const { access, refresh } = page.tokens();
  await page.session.logout();
  const headers = { authorization: `Bearer ${access}` };
  expect((await fetch(`${toolkit.url}/oauth2/me/`, { headers })).status).toBe(401);
  const again = toolkitAt(toolkit.url).refresh?.body?.({ access, refresh });
  const init = { method: "POST", body: again as URLSearchParams };
  expect((await fetch(`${toolkit.url}/oauth2/o/token/`, init)).status).toBe(400);
});

test("a deactivated user cannot log in again, but neither server takes the tokens away", async () => {
  const person = await toolkit.newPerson();
  const page = await logIn(toolkitAt(toolkit.url), person);
  await toolkit.change(person, { active: false });
  await page.session.refresh();
  expect([await page.get(), page.end()]).toEqual([200, "alive"]);
  expect((await failure(page.session.login(person))).code).toBe("invalid-credentials");

  const other = await newPerson();
  const tab = await logIn(fastApiAt(fastApi.url), other);
  await control({ ...other, active: false });
  // The tutorial says so with a 400, as of any other mistake.
  expect([await tab.get(), tab.end()]).toEqual([400, "alive"]);
});

test("a description that knows the 400 of FastAPI's tutorial logs a deactivated user out", async () => {
  const backend = extendBackend(fastApiAt(fastApi.url), {
    me: { rejects: ({ status }) => status === 401 || status === 400 },
    challenge: ({ status }) => {
      if (status === 400) return "doubtful";
      return status === 401 ? "refused" : undefined;
    },
  });
  const person = await newPerson();
  const page = await logIn(backend, person);
  await control({ ...person, active: false });
  await page.get().catch(() => {});
  expect(page.end()).toBe("rejected");
});

test("without a refresh token the session ends when the access token does", async () => {
  const page = await logIn(fastApiAt(fastApi.url), await newPerson());
  expect(page.session.getSnapshot().status).toBe("authenticated");
  await until("over", () => page.end() !== "alive");
  expect(page.end()).toBe("expired");
});
