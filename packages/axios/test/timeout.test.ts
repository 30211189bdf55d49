// Whose time axios' own timeout counts: that of a sending, not that of the wait for a token.
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import axios from "axios";
import { expect, it } from "vitest";

it("a timeout counts each sending, and not the wait for a token", async () => {
  const server = createTokenServer();
  const { ports, fetch } = createBrowser({ clock: server.clock, fetch: server.fetch }).openTab();
  const session = createSession({ backend: server.backend, ports, fetch });
  session.start();
  const login = session.login({ username: "alice", password: "correct horse" });
  await server.clock.advance();
  await login;

  const steps: string[] = [];
  const api = axios.create({
    baseURL: server.baseUrl,
    timeout: 5000,
    // Where axios would start to count.
    adapter: async (config) => {
      steps.push(`sent, with ${config.timeout} ms`);
      const headers = { authorization: `${config.headers.get("Authorization")}` };
      const { status } = await fetch(axios.getUri(config), { headers });
      const response = { data: "", status, statusText: "", headers: {}, config };
      if (status === 200) return response;
      server.latency = 10_000; // of the refresh that follows
      throw new axios.AxiosError("refused", undefined, config, null, response);
    },
  });
  attachSession(api, session);

  server.revoke();
  const answer = api.get("posts/");
  await server.clock.advance(9000);
  steps.push("nine seconds later");
  await server.clock.advance(20_000);
  expect((await answer).status).toBe(200);
  expect(steps).toEqual(["sent, with 5000 ms", "nine seconds later", "sent, with 5000 ms"]);
});
