// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://api.example.com/" }
// docs/moving-over/redux-djoser.md, run: the screens, the store that stays, and the token of the old app.
import { mockDjoser } from "@sojourn/msw";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { alice, connect } from "./network.ts";

const baseUrl = "https://api.example.com/api/v1/";
const server = mockDjoser({ baseUrl, posts: [{ author: "bob", text: "First!" }] });
const sent = connect(server);

const session = async () => (await import("../examples/redux-djoser/session.ts")).session;

afterEach(async () => {
  await act(async () => (await session()).logout());
  cleanup();
});

const type = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};

async function logIn(password = alice.password): Promise<void> {
  const button = await screen.findByRole("button", { name: "Log in" });
  type("User name", alice.username);
  type("Password", password);
  fireEvent.click(button);
}

describe("the screens", () => {
  it("a login, a request signed as Token, and a logout that says so", async () => {
    const { App } = await import("../examples/redux-djoser/app.tsx");
    render(<App />);
    await logIn("wrong");
    await screen.findByText("Unable to log in with provided credentials.");
    await logIn("");
    await screen.findByText("This field may not be blank.");
    await logIn();
    await screen.findByText("First!");
    expect(sent).toContainEqual({ method: "GET", path: "/api/v1/posts/", scheme: "Token" });
    fireEvent.click(screen.getByRole("button", { name: "Log out alice" }));
    await screen.findByText("You are logged out.");
    expect(screen.queryByText("First!")).toBeNull();
    expect(sent.at(-1)?.path).toBe("/api/v1/token/logout/");
  });
});

describe("the store", () => {
  it("knows who is logged in, and no token", async () => {
    const { store } = await import("../examples/redux-djoser/store.ts");
    const { login, logout, getToken, ready } = await session();
    const nobody = { isLoading: false, isAuthenticated: false, user: null };
    await ready();
    expect(store.getState().auth).toEqual(nobody);
    await login(alice);
    expect(store.getState().auth).toMatchObject({
      isAuthenticated: true,
      user: { username: "alice" },
    });
    expect(JSON.stringify(store.getState())).not.toContain(await getToken());
    await logout();
    expect(store.getState().auth).toEqual(nobody);
  });
});

describe("the token of the old app", () => {
  /** A token as the old app got it. */
  async function oldToken(): Promise<string> {
    const body = JSON.stringify(alice);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${baseUrl}token/login/`, { method: "POST", headers, body });
    return (await answer.json()).auth_token;
  }
  const takeOver = async () => (await import("../examples/redux-djoser/take-over.ts")).takeOver();
  const user = async () => (await session()).getSnapshot().user;

  it("begins a session, and is removed", async () => {
    localStorage.setItem("token", await oldToken());
    localStorage.setItem("user", "{}");
    await takeOver();
    expect(await user()).toMatchObject({ username: "alice" });
    expect([localStorage.getItem("token"), localStorage.getItem("user")]).toEqual([null, null]);
  });

  it("that is dead begins none, and is removed", async () => {
    localStorage.setItem("token", "0".repeat(40));
    await takeOver();
    expect(await user()).toBeNull();
    expect(localStorage.getItem("token")).toBeNull();
  });

  it("is kept for the next start if there is no network", async () => {
    localStorage.setItem("token", await oldToken());
    await server.fault({ kind: "network", path: "users/me/" });
    await takeOver();
    expect(await user()).toBeNull();
    expect(localStorage.getItem("token")).toMatch(/^[0-9a-f]{40}$/);
  });
});
