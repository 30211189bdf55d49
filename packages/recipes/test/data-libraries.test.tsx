// @vitest-environment jsdom
// The pages about TanStack Query, SWR, RTK Query and Apollo Client: their code is run, each library with the same stories.
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App as ApolloApp } from "../examples/posts-with-apollo";
import { App as QueryApp } from "../examples/posts-with-query";
import { App as RtkApp } from "../examples/posts-with-rtk-query";
import { App as SwrApp } from "../examples/posts-with-swr";
import { session } from "../examples/session";
import { as, openWorld, type World } from "./support/world";

/** The app of each page, and where it asks for posts. */
const libraries = [
  { name: "TanStack Query", App: QueryApp, path: "posts/" },
  { name: "SWR", App: SwrApp, path: "posts/" },
  { name: "RTK Query", App: RtkApp, path: "posts/" },
  { name: "Apollo Client", App: ApolloApp, path: "graphql/" },
];

/** Collects every text that the page shows from now on. */
function watchScreen(): readonly string[] {
  const seen: string[] = [];
  const look = () => seen.push(document.body.textContent ?? "");
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  return seen;
}

describe.each(libraries)("$name", ({ App, path }) => {
  let world: World;
  beforeEach(async () => {
    world = openWorld();
    await session.login(as("alice"));
  });
  afterEach(async () => {
    await act(() => session.logout());
    cleanup();
    vi.unstubAllGlobals();
  });

  it("signs its requests, and does not notice that a token is refused and renewed", async () => {
    await session.fetch("me/");
    world.server.revoke();
    render(<App />);
    await screen.findByText("A post by alice");
    expect(world.answers(path)).toEqual([401, 200]);
    expect(world.answers("token/refresh/")).toEqual([200]);
  });

  it("shows nothing of the last person to the next one", async () => {
    render(<App />);
    await screen.findByText("A post by alice");
    await act(() => session.logout());
    await screen.findByRole("link", { name: "Log in" });
    const seen = watchScreen();
    await act(() => session.login(as("bob")));
    await screen.findByText("A post by bob");
    expect(seen.join()).not.toContain("alice");
  });

  it("loads everything anew if another person takes over without a logout", async () => {
    render(<App />);
    await screen.findByText("A post by alice");
    await act(() => session.login(as("bob")));
    expect(screen.queryByText("A post by alice")).toBe(null);
    await screen.findByText("A post by bob");
    expect(world.answers(path)).toEqual([200, 200]);
  });

  it("drops an answer that arrives after its person is gone", async () => {
    const release = world.hold(path);
    render(<App />);
    await vi.waitFor(() => expect(world.answers(path)).toEqual([200]));
    await act(() => session.logout());
    await act(() => session.login(as("bob")));
    const seen = watchScreen();
    await act(async () => release());
    await screen.findByText("A post by bob");
    expect(seen.join()).not.toContain("alice");
  });
});
