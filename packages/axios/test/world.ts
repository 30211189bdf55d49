// A logged-in session on a fake server, and an axios instance that is attached to it.
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer, type TokenServerOptions } from "@sojourn/core/testing";
import axios, { type AxiosError, isAxiosError } from "axios";
import { expect } from "vitest";

/** A logged-in session and an instance that is attached to it. */
export async function loggedIn(options: TokenServerOptions = {}) {
  const server = createTokenServer(options);
  const { ports, fetch } = createBrowser({ clock: server.clock, fetch: server.fetch }).openTab();
  const session = createSession({ backend: server.backend, ports, fetch });
  session.start();
  const login = session.login({ username: "alice", password: "correct horse" });
  await server.clock.advance();
  await login;
  const api = axios.create({ adapter: "fetch", env: { fetch }, baseURL: server.baseUrl });
  const detach = attachSession(api, session);
  const token = `Bearer ${await session.getToken()}`;
  const signatures = (path: string): (string | null)[] =>
    server.requests
      .filter((seen) => seen.path === path)
      .map((seen) => seen.headers.authorization ?? null);
  return { server, session, fetch, api, detach, token, signatures };
}

/** The AxiosError that `promise` rejects with. */
export async function failure(promise: Promise<unknown>): Promise<AxiosError> {
  const error = await promise.then(
    () => expect.unreachable("it should reject"),
    (reason: unknown) => reason,
  );
  if (!isAxiosError(error)) throw new Error(`not an AxiosError: ${error}`);
  return error;
}
