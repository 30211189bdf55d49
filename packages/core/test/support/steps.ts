// A server whose login has a second step: a one-time code, and for Bob an e-mail address to confirm as well.
import { defineBackend, type Grant, type LoginAnswer } from "@sojourn/core";
import { createTokenServer, type TestCredentials, type TestUser } from "@sojourn/core/testing";
import { createStage } from "./stage.ts";

/** The code that the server accepts. */
export const code = "123456";

interface Told {
  readonly access?: string;
  readonly refresh?: string;
  readonly step?: string;
  readonly devices?: readonly string[];
  readonly ticket?: string;
}

function read(body: unknown): LoginAnswer<TestUser> | undefined {
  const { access, refresh, step, devices, ticket } = body as Told;
  if (step) return { pending: { step, data: devices, ticket } };
  if (access) return { access, refresh } as Grant<TestUser>;
  return undefined;
}

/** Makes a stage with that server. Nobody is logged in. */
export function createStepWorld() {
  const server = createTokenServer();
  const { clock } = server;
  const tickets = new Map<string, TestCredentials>();

  function json(status: number, body: object): Response {
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  }

  function ask(step: string, person: TestCredentials): Response {
    const ticket = `ticket-${tickets.size + 1}-for-${step}`;
    tickets.set(ticket, person);
    return json(200, { step, ticket, devices: ["phone"] });
  }

  function grant(person: TestCredentials): Response {
    const answer = server.act({
      method: "POST",
      url: `${server.baseUrl}token/`,
      path: "token/",
      headers: {},
      body: JSON.stringify(person),
    });
    return json(answer.status, answer.body ?? {});
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const path = request.url.replace(server.baseUrl, "");
    if (path === "token/") {
      const person = (await request.clone().json()) as TestCredentials;
      if (grant(person).status === 200) return ask("totp", person);
    }
    if (!path.startsWith("steps/")) return server.fetch(request);
    const ticket = request.headers.get("x-ticket") ?? "";
    const person = tickets.get(ticket);
    await new Promise<void>((resolve) => {
      clock.alarm(clock.now() + 50, resolve);
    });
    const { code: given } = (await request.json()) as { code?: string };
    if (!person) return json(410, {});
    if (path === "steps/totp/" && given !== code) return json(400, { code: ["Wrong code."] });
    if (path === "steps/totp/" && person.username === "bob") return ask("email", person);
    return grant(person);
  };

  const backend = defineBackend({
    ...server.backend,
    login: { ...server.backend.login, read },
    steps: {
      totp: {
        method: "POST",
        path: "steps/totp/",
        headers: ({ ticket }) => ({ "x-ticket": ticket }),
        body: ({ input }: { input: { code: string }; ticket: string }) => input,
        read,
        data: (given) => ({ devices: given as readonly string[] }),
      },
    },
  });
  const stage = createStage({ clock: server.clock, fetch, backend });
  return { ...stage, server, backend };
}
