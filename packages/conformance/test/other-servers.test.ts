// The worked examples of docs/other-servers.md, as they stand there, on small servers of ours that answer as the real ones' documents say.
import { readFileSync } from "node:fs";
import { type Account, type Backend, createSession } from "@sojourn/core";
import { type BackendStage, backendContract } from "@sojourn/core/testing";
import { type HttpHandler, HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { backend as aspnetBackend } from "../examples/aspnet-identity.ts";
import { backend as expressBackend } from "../examples/express-passport.ts";
import { backend as firebaseBackend } from "../examples/firebase.ts";
import { backend as graphqlBackend } from "../examples/graphql.ts";
import { backend as keycloakBackend } from "../examples/keycloak.ts";
import { backend as laravelBackend } from "../examples/laravel-sanctum.ts";
import { backend as railsBackend } from "../examples/rails-devise-jwt.ts";
import { apikey, backend as supabaseBackend } from "../examples/supabase.ts";
import { aspnet } from "./other-servers/aspnet.ts";
import { express } from "./other-servers/express.ts";
import { firebase } from "./other-servers/firebase.ts";
import { graphql } from "./other-servers/graphql.ts";
import { keycloak } from "./other-servers/keycloak.ts";
import { laravel } from "./other-servers/laravel.ts";
import { rails } from "./other-servers/rails.ts";
import { supabase } from "./other-servers/supabase.ts";

interface Example {
  readonly handlers: readonly HttpHandler[];
  readonly stage: BackendStage<never, unknown>;
}

const byEmail = { email: "alice@example.com", password: "correct horse" };
const byName = { username: "alice", password: "correct horse" };

/** An example with its server. `resource`: what only Alice may see there. */
function example<Credentials extends { readonly password: string }>(
  backend: Backend<Credentials, unknown, Account>,
  credentials: Credentials,
  handlers: readonly HttpHandler[],
  resource: BackendStage<Credentials, unknown>["resource"] = "orders",
): Example {
  const wrong = { ...credentials, password: "battery staple" };
  return {
    handlers,
    stage: { backend, credentials, wrong, resource } as unknown as Example["stage"],
  };
}

const orders = { method: "POST", body: JSON.stringify({ query: "{ orders { id } }" }) };
const asJson = { "content-type": "application/json" };

/** The examples by the names of their files. */
const examples: Readonly<Record<string, Example>> = {
  "rails-devise-jwt": example(railsBackend, byEmail, rails(railsBackend.baseUrl)),
  "laravel-sanctum": example(laravelBackend, byEmail, laravel(laravelBackend.baseUrl), (fetch) =>
    fetch("orders", { headers: { accept: "application/json" } }),
  ),
  "aspnet-identity": example(aspnetBackend, byEmail, aspnet(aspnetBackend.baseUrl)),
  "express-passport": example(expressBackend, byName, express(expressBackend.baseUrl)),
  keycloak: example(keycloakBackend, byName, keycloak(keycloakBackend.baseUrl)),
  supabase: example(supabaseBackend, byEmail, supabase(supabaseBackend.baseUrl, apikey), (fetch) =>
    fetch("rest/v1/orders", { headers: { apikey } }),
  ),
  graphql: example(graphqlBackend, byEmail, graphql(graphqlBackend.baseUrl), (fetch) =>
    fetch("graphql", { ...orders, headers: asJson }),
  ),
  firebase: example(firebaseBackend, byEmail, firebase(firebaseBackend.baseUrl)),
};

const network = setupServer();
beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
afterEach(() => network.resetHandlers());
afterAll(() => network.close());

const page = readFileSync(new URL("../../../docs/other-servers.md", import.meta.url), "utf8");

/** The code of an example, without the comment that it opens with. */
function codeOf(name: string): string {
  const file = readFileSync(new URL(`../examples/${name}.ts`, import.meta.url), "utf8");
  return file.slice(file.indexOf("\n") + 1).trimEnd();
}

describe.each(Object.entries(examples))("%s", (name, { handlers, stage }) => {
  backendContract(it, stage, () => {
    network.use(...handlers);
    return stage;
  });

  it("stands in the docs as it is run, and has no more than 40 lines", () => {
    expect(page).toContain(`\`\`\`ts\n${codeOf(name)}\n\`\`\``);
    expect(codeOf(name).split("\n").length).toBeLessThanOrEqual(40);
  });
});

/** The fields of the error with which a login with the wrong password rejects. */
async function wordsOf({ handlers, stage }: Example): Promise<object> {
  network.use(...handlers);
  const session = createSession({ backend: stage.backend, storage: "memory", ports: {} });
  const stop = session.start();
  const { fields } = await session.login(stage.wrong).then(
    () => ({ fields: { none: ["logged in"] } }),
    (error: { readonly fields: object }) => error,
  );
  stop();
  return fields;
}

it.each([
  ["rails-devise-jwt", { error: ["Invalid Email or password."] }],
  ["laravel-sanctum", { email: ["The provided credentials are incorrect."] }],
  ["aspnet-identity", { "": ["Failed"] }],
  ["express-passport", {}],
  ["keycloak", { "": ["Invalid user credentials"] }],
  ["supabase", { "": ["Invalid login credentials"] }],
  ["graphql", { "": ["Wrong e-mail or password."] }],
  ["firebase", { "": ["INVALID_LOGIN_CREDENTIALS"] }],
])("%s: the words about a wrong password", async (name, fields) => {
  expect(await wordsOf(examples[name] as Example)).toEqual(fields);
});

it("firebase: too many attempts are throttled, although the status is 400", async () => {
  network.use(...(examples.firebase as Example).handlers);
  const session = createSession({ backend: firebaseBackend, storage: "memory", ports: {} });
  const stop = session.start();
  const codes: string[] = [];
  for (let attempt = 1; attempt <= 6; attempt += 1)
    await session
      .login({ email: "alice.tries@example.com", password: "battery staple" })
      .catch(({ code }) => codes.push(code));
  expect(codes).toEqual([...new Array(5).fill("invalid-credentials"), "throttled"]);
  stop();
});

it("rails: a token that CORS hides is a mistake in the set-up, and the error says so", async () => {
  const { baseUrl } = railsBackend;
  network.use(http.post(`${baseUrl}users/sign_in`, () => HttpResponse.json({ id: 1, email: "" })));
  const session = createSession({ backend: railsBackend, storage: "memory", ports: {} });
  const stop = session.start();
  await expect(session.login(byEmail)).rejects.toMatchObject({ code: "misconfigured" });
  stop();
});
