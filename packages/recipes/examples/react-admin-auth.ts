// The auth provider of react-admin, and the HTTP client for its data providers.
import { errorText } from "@sojourn/core";
import { type AuthProvider, HttpError } from "react-admin";
import { session } from "./session";

export const authProvider: AuthProvider = {
  async login({ username, password }) {
    try {
      await session.login({ username, password });
    } catch (error) {
      throw new Error(errorText(error)); // shown in the form
    }
  },
  logout: () => session.logout(),
  async checkAuth() {
    const { status } = await session.ready();
    if (status !== "authenticated") throw new Error("Please log in.");
  },
  async checkError() {
    // A 403 or a lost network is no logout. The session ends by itself when the server says so.
    if (session.getSnapshot().status === "unauthenticated") throw new Error("Please log in.");
  },
  async getIdentity() {
    const { user } = await session.ready();
    return { id: user?.id ?? "" };
  },
};

/** For `simpleRestProvider(url, httpClient)` and others. */
export async function httpClient(url: string, options: RequestInit = {}) {
  const headers = new Headers(options.headers);
  if (options.body) headers.set("Content-Type", "application/json");
  const response = await session.fetch(url, { ...options, headers });
  const body = await response.text();
  const json = body ? JSON.parse(body) : undefined;
  if (!response.ok) throw new HttpError(response.statusText, response.status, json);
  return { status: response.status, headers: response.headers, body, json };
}
