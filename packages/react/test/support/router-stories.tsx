// The stories of an app with a router: the examples of the docs, unchanged, in a page with real ports.
import { createSession } from "@sojourn/core";
import { createClock, createTokenServer } from "@sojourn/core/testing";
import { simpleJwt } from "@sojourn/django";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ComponentType } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

/** Tells the stories of an app that is loaded with `load`, each time anew. */
export function routerStories(load: () => Promise<{ App: ComponentType }>): void {
  const here = (): string => location.pathname + location.search;
  const type = (label: string, value: string): void => {
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  };
  const logIn = (password = "correct horse"): void => {
    type("User name", "alice");
    type("Password", password);
    fireEvent.click(screen.getByRole("button", { name: "Log in" }));
  };
  const open = async (url: string): Promise<void> => {
    history.replaceState(null, "", url);
    vi.resetModules();
    const { App } = await load();
    render(<App />);
  };
  const heading = (name: string): Promise<HTMLElement> => screen.findByRole("heading", { name });

  let server: ReturnType<typeof createTokenServer>;
  beforeEach(() => {
    server = createTokenServer({ clock: createClock(Date.now()) });
    vi.stubGlobal("fetch", server.fetch);
  });
  /** Logs out, waits until storage has taken that, and closes the page: a write under way would sign the next page in. */
  const leave = async (): Promise<void> => {
    const { session } = await import("../../examples/session.ts");
    await act(() => session.logout());
    await heading("Log in");
    cleanup();
    localStorage.clear();
  };
  afterEach(async () => {
    await leave();
    vi.unstubAllGlobals();
  });

  it("redirects a deep link to the login page, and after the login back to the link with its data", async () => {
    await open("/posts/3?edit=1");
    await heading("Log in");
    expect(here()).toBe("/login?returnUrl=%2Fposts%2F3%3Fedit%3D1");
    logIn("wrong");
    await waitFor(() => expect(screen.getByRole("alert").textContent).not.toBe(""));
    expect(here()).toContain("/login");
    logIn();
    await heading("posts/3/");
    expect(here()).toBe("/posts/3?edit=1");
    expect(server.requests.at(-1)?.headers.authorization).toMatch(/^Bearer /);
  });

  it("leaves a private page at the logout, for the login page with a return URL", async () => {
    await open("/posts/3");
    await heading("Log in");
    logIn();
    await heading("posts/3/");
    fireEvent.click(screen.getByRole("button", { name: "Log out alice" }));
    await heading("Log in");
    expect(screen.getByRole("status").textContent).toBe("You are logged out.");
    expect(here()).toBe("/login?returnUrl=%2Fposts%2F3");
  });

  it("loads its data again when another user logs in in another tab", async () => {
    await open("/posts/3");
    await heading("Log in");
    logIn();
    await heading("posts/3/");
    const backend = simpleJwt({ baseUrl: server.baseUrl });
    const other = createSession({ backend });
    const stop = other.start();
    await other.login({ username: "bob", password: "correct horse" });
    await screen.findByRole("button", { name: "Log out bob" });
    await waitFor(() => expect(server.count("posts/3/")).toBe(2));
    await heading("posts/3/");
    stop();
  });

  it("stays on its page after a reload", async () => {
    await open("/");
    await heading("Log in");
    logIn();
    await heading("Home");
    cleanup();
    await open("/posts/7");
    await heading("posts/7/");
    expect(server.count("token/")).toBe(1);
  });

  it.each(["//evil.example/", "https://evil.example/", "/\\evil.example", "/%2F%2Fevil.example"])(
    "never goes to another site after a login: %s",
    async (evil) => {
      await open(`/login?${new URLSearchParams({ returnUrl: evil })}`);
      await heading("Log in");
      logIn();
      await heading("Home");
      expect(here()).toBe("/");
    },
  );
}
