// The stories of a guard by role in a router, as the docs show it.
import type { TestSession } from "@sojourn/conformance";
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import { act, cleanup, render, screen } from "@testing-library/react";
import type { ReactElement } from "react";
import { afterEach, expect, it } from "vitest";

/** An app with a page `/salaries` for the staff, opened there. It asks `isStaff`, and sends others to `/forbidden`. */
type CreateApp = (
  session: TestSession,
  isStaff: () => boolean,
) => {
  readonly ui: ReactElement;
  /** Runs the guards again. */
  again(): Promise<void>;
};

/** Tells the stories of the app that `createApp` makes, each time anew. */
export function roleStories(createApp: CreateApp): void {
  afterEach(cleanup);

  /** Alice is logged in, under a name that tells whether she is of the staff, and opens the page. */
  async function open(name: string) {
    const server = createTokenServer();
    const { clock } = server;
    const { ports, fetch } = createBrowser({ clock, fetch: server.fetch }).openTab();
    const session = createSession({ backend: server.backend, ports, fetch });
    const rename = (next: string): void => {
      const person = server.people.get("alice");
      if (person) person.name = next;
    };
    const until = async (promise: Promise<unknown>): Promise<void> => {
      await act(() => clock.advance());
      await promise;
    };
    rename(name);
    await until(session.login({ username: "alice", password: "correct horse" }));
    const { ui, again } = createApp(
      session,
      () => session.getSnapshot().user?.name === "Alice of the staff",
    );
    // As the example does it.
    let { user } = session.getSnapshot();
    session.subscribe(() => {
      if (session.getSnapshot().user !== user) void again();
      ({ user } = session.getSnapshot());
    });
    await act(async () => {
      render(ui);
      await clock.advance();
    });
    return { server, session, rename, until };
  }

  it("a user without the role arrives elsewhere, and the data of the page is not loaded", async () => {
    const { server } = await open("Alice");
    await screen.findByRole("heading", { name: "Forbidden" });
    expect(server.count("salaries/")).toBe(0);
  });

  it("a user who loses the role is taken away from the page", async () => {
    const { server, session, rename, until } = await open("Alice of the staff");
    await screen.findByRole("heading", { name: "Salaries" });
    rename("Alice");
    await until(session.reloadUser());
    await screen.findByRole("heading", { name: "Forbidden" });
    expect(screen.queryByRole("heading", { name: "Salaries" })).toBeNull();
    expect(server.count("salaries/")).toBe(1);
  });
}
