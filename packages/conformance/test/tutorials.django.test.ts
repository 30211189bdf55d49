// The servers that five widely copied texts build, as they are printed, each with the code that docs/tutorials.md gives for it.
import type { Account, Backend, StoragePort } from "@sojourn/core";
import { djoserJwt, drfJwt, simpleJwt } from "@sojourn/django";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { type Person, startServer } from "./django-server.ts";
import { type Drawer, failure, logIn, openPage, type Page } from "./page.ts";
import { optionsOf, ownStatements } from "./tutorial-code.ts";
import { codeBelow } from "./tutorials-page.ts";

interface Options {
  readonly backend: Backend<Person, Told, Account>;
  readonly storage?: StoragePort;
}

/** What these servers tell of a user, one this, another that. */
interface Told {
  readonly id?: string;
  readonly username?: string;
  readonly email?: string;
}

type Open = Page<Told, Account>;

const server = await startServer();
afterAll(() => server.stop());

/** The backend of a section's code, at the server that stands for the text's. */
function backendAt(prefix: string, heading: string, number = 0): Options["backend"] {
  const code = codeBelow(heading)[number] ?? "";
  return optionsOf<Options>(code, `${server.url}/${prefix}/`).backend;
}

const userOf = ({ session }: Open): Told | null => session.getSnapshot().user;

/** Logs out, and finds the page logged out for good. */
async function leave(page: Open): Promise<void> {
  await page.session.logout();
  expect(page.end()).toBe("logout");
  const reloaded = page.reload();
  await reloaded.session.ready();
  expect(reloaded.session.getSnapshot().status).toBe("unauthenticated");
}

/** Logs in and reloads: the same person is logged in. */
async function arrive(backend: Options["backend"], person: Person): Promise<Open> {
  const first = await logIn(backend, person);
  const user = JSON.parse(JSON.stringify(userOf(first)));
  const page = first.reload();
  await page.session.ready();
  expect(page.session.getSnapshot()).toMatchObject({ status: "authenticated", user });
  return page;
}

/** How each of a person's requests was signed, oldest first. */
async function schemes({ username }: Person, path: string): Promise<readonly (string | null)[]> {
  const { recent } = await server.log({ user: username, path });
  return recent.map(({ scheme }) => scheme);
}

describe("Angular API Calls with Django", () => {
  const heading = "Angular API Calls with Django";

  test("one line: a post is written by who is on the screen, and the token is renewed", async () => {
    const person = await server.newPerson();
    const page = await arrive(backendAt("tutorial-angular", heading), person);
    expect(userOf(page)).toMatchObject({ username: person.username });
    const post = async (): Promise<Response> =>
      page.session.fetch("api/posts", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text: "First!" }),
      });
    const answer = await post();
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ author: person.username });
    expect(await schemes(person, "api/posts")).toEqual(["JWT"]);

    const { access } = page.tokens();
    await page.session.refresh();
    expect(page.tokens().access).not.toBe(access);
    expect((await post()).status).toBe(201);
    await leave(page);
    expect(ownStatements(codeBelow(heading)[0] ?? "")).toHaveLength(1);
  });

  test("at a server with JWT_AUTH_HEADER_PREFIX = Bearer the console says why Django sees nobody, and drfJwt is seen", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const person = await server.newPerson();
    const page = await logIn(backendAt("drf-jwt", heading), person);
    expect(userOf(page)).toMatchObject({ username: person.username });
    expect(await page.get()).toBe(401);
    expect(warned.mock.calls.flat().join("\n")).toMatch(
      /just issued.*"Authorization: JWT \S+".*scheme/,
    );
    expect(page.session.explain()).toContainEqual(
      expect.objectContaining({ type: "refused", status: 401, fresh: true }),
    );
    warned.mockRestore();

    const right = await logIn(drfJwt({ baseUrl: `${server.url}/drf-jwt/` }), person);
    expect(await right.get()).toBe(200);
  });

  test("a wrong password is told in the server's words", async () => {
    const { username } = await server.newPerson();
    const { session } = openPage(backendAt("tutorial-angular", heading));
    expect(await failure(session.login({ username, password: "wrong" }))).toMatchObject({
      code: "invalid-credentials",
      fields: { "": ["Unable to log in with provided credentials."] },
    });
  });
});

describe("Authenticate Django APIs with JWT!", () => {
  const heading = "Authenticate Django APIs with JWT!";

  test.each([
    ["simplejwt's own views", 0, "tutorial-simplejwt", ""],
    ["get_token()'s names at login", 1, "tutorial-get-token", ""],
    ["get_token()'s names at login and refresh", 1, "tutorial-get-token", "own-"],
  ])("one call: %s", async (_, number, prefix, own) => {
    const person = await server.newPerson();
    const code = (codeBelow(heading)[number] ?? "").replace("/refresh/", `/${own}refresh/`);
    const { backend } = optionsOf<Options>(code, `${server.url}/${prefix}/`);
    const page = await arrive(backend, person);
    expect(userOf(page)).toEqual({ id: expect.stringMatching(/^\d+$/) });
    expect(await page.get("me/")).toBe(200);

    const before = page.tokens();
    await page.session.refresh();
    expect(page.tokens().access).not.toBe(before.access);
    expect(page.tokens().refresh).toBe(before.refresh);
    expect(await page.get("me/")).toBe(200);
    await leave(page);
    expect(ownStatements(code)).toHaveLength(1);
  });

  test("without the names the error lists those that came", async () => {
    const code = (codeBelow(heading)[1] ?? "").replace(/^ *keys:.*\n/m, "");
    const { backend } = optionsOf<Options>(code, `${server.url}/tutorial-get-token/`);
    const { session } = openPage(backend);
    const { code: kind, message } = await failure(session.login(await server.newPerson()));
    expect(kind).toBe("misconfigured");
    expect(message).toContain('the members "access-token", "refresh-token"');
    expect(message).not.toContain("eyJ");
  });
});

/** The cookies of one host, as `document.cookie` shows them: only the server deletes any. */
function stubCookies(): Map<string, string> {
  const jar = new Map<string, string>();
  vi.stubGlobal("location", { protocol: "http:" });
  vi.stubGlobal("document", {
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text: string) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      jar.set(name, value);
    },
  });
  return jar;
}

describe("How to Implement Token Authentication", () => {
  const heading = "How to Implement Token Authentication";
  const question = "polls/api/questions/1";
  afterEach(() => vi.unstubAllGlobals());

  test("one line and a cookie: who visits /accounts/logout is logged out in every open tab", async () => {
    const jar = stubCookies();
    const person = await server.newPerson();
    const baseUrl = `${server.url}/tutorial-cookie/`;
    const [code = ""] = codeBelow(heading);
    const { backend, storage } = optionsOf<Options>(code, baseUrl);
    const open = (): Open => openPage(backend, { storage: storage as Drawer });
    const [first, second] = [open(), open()];
    await first.session.login(person);
    expect(jar.has("token")).toBe(true);
    expect(await first.get(question)).toBe(200);
    expect(await schemes(person, question)).toEqual(["Token"]);
    const reloaded = first.reload();
    await reloaded.session.ready();
    expect(await reloaded.get(question)).toBe(200);

    const answer = await fetch(`${baseUrl}accounts/logout`, { redirect: "manual" });
    expect(answer.headers.get("set-cookie")).toMatch(/^ *token=""; .*Max-Age=0/);
    jar.delete("token");
    for (const page of [reloaded, second]) {
      expect(await page.get(question)).toBe(401);
      expect(page.end()).toBe("logout");
    }
    expect(jar.has("token")).toBe(false);
    expect(ownStatements(code)).toHaveLength(1);
  });
});

describe("djangorestframework-jwt's own page", () => {
  const heading = "djangorestframework-jwt's own page";

  test("one line: requests are signed, and a missing permission is the app's", async () => {
    const person = await server.newPerson();
    const page = await arrive(backendAt("tutorial-readme", heading), person);
    expect(userOf(page)).toMatchObject({ username: person.username });
    expect(await page.get("protected-url/")).toBe(200);
    expect(await page.get("staff/")).toBe(403);
    expect(page.end()).toBe("alive");
    expect(await page.get("protected-url/")).toBe(200);
    await leave(page);
    expect(ownStatements(codeBelow(heading)[0] ?? "")).toHaveLength(1);
  });

  const late = [
    ["that verifies", "tutorial-readme-late-verify"],
    ["with nobody to ask", "tutorial-readme-late"],
  ];

  test.each(late)(
    "past the refresh window, on a server %s, a missing permission is still the app's",
    async (_, prefix) => {
      const page = await logIn(backendAt(prefix ?? "", heading), await server.newPerson());
      expect(await page.get("staff/")).toBe(403);
      expect(await page.get("staff/")).toBe(403);
      expect(page.end()).toBe("alive");
      expect(await page.get("protected-url/")).toBe(200);
    },
  );

  test("past the refresh window someone who was deactivated is logged out by the first 403", async () => {
    const person = await server.newPerson();
    const page = await logIn(backendAt("tutorial-readme-late-verify", heading), person);
    await server.change(person, { active: false });
    expect(await failure(page.session.fetch("protected-url/"))).toMatchObject({ code: "rejected" });
    expect(page.end()).toBe("rejected");
  });

  test("a renewal that is refused for good stands in the snapshot, and the session lives on", async () => {
    const page = await logIn(backendAt("tutorial-readme-late", heading), await server.newPerson());
    expect(await failure(page.session.refresh())).toMatchObject({ code: "rejected" });
    expect(page.session.getSnapshot()).toMatchObject({
      status: "authenticated",
      error: { code: "rejected" },
    });
    expect(await page.get("protected-url/")).toBe(200);
  });
});

describe("Token Based Authentication with Djoser", () => {
  const heading = "Token Based Authentication with Djoser";

  test("one line: a user without an id signs up, logs in and out", async () => {
    const { username: host, password } = await server.newPerson();
    const person = { username: `${host}-piotr`, password };
    const backend = backendAt("djoser-username", heading) as Options["backend"];
    const { session } = openPage(backend);
    const { signUp } = session.account as { signUp?(form: Person): Promise<unknown> };
    expect(await signUp?.(person)).toEqual({ email: "", username: person.username });

    const page = await arrive(backend, person);
    expect(userOf(page)).toEqual({ email: "", username: person.username });
    expect(await page.get("users/me/")).toBe(200);
    const { access } = page.tokens();
    await leave(page);
    const headers = { Authorization: `Token ${access}` };
    const { status } = await fetch(`${backend.baseUrl}users/me/`, { headers });
    expect(status).toBe(401);
    expect(ownStatements(codeBelow(heading)[0] ?? "")).toHaveLength(1);
  });
});

test("with JWTs, too, djoser's users may be known by name alone", async () => {
  const person = await server.newPerson();
  const page = await arrive(djoserJwt({ baseUrl: `${server.url}/djoser-username-jwt/` }), person);
  expect(userOf(page)).toEqual({
    email: `${person.username}@example.test`,
    username: person.username,
  });
  expect(await page.get("users/me/")).toBe(200);
});

test("a server that reads the token from another header gets it there: headerName", async () => {
  const person = await server.newPerson();
  const baseUrl = `${server.url}/simplejwt-header/`;
  const page = await logIn(simpleJwt({ baseUrl, headerName: "HTTP_X_ACCESS_TOKEN" }), person);
  expect(await page.get()).toBe(200);
});
