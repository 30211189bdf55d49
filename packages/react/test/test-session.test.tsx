// @vitest-environment jsdom
// @sojourn/react/testing: components as they look to a user, without a server.
import { SessionError } from "@sojourn/core";
import { RequireAuth, SessionProvider, useAuth, useIdle } from "@sojourn/react";
import { createTestSession, TestSession } from "@sojourn/react/testing";
import { act, cleanup, render } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, expect, it } from "vitest";

afterEach(cleanup);

const credentials = { username: "alice", password: "correct horse" };

function Page() {
  const { status, user, reason, error, login, logout } = useAuth();
  return (
    <>
      <output>{[status, user?.id, reason, error?.code].filter(Boolean).join(" ")}</output>
      <button type="button" onClick={() => void login(credentials).catch(() => {})}>
        Log in
      </button>
      <button type="button" onClick={logout}>
        Log out
      </button>
      <RequireAuth fallback="private">Welcome</RequireAuth>
    </>
  );
}

it("TestSession shows a component as it looks to its user, from the first render", () => {
  const { container } = render(
    <StrictMode>
      <TestSession user={{ id: "7" }}>
        <Page />
      </TestSession>
    </StrictMode>,
  );
  expect(container.querySelector("output")?.textContent).toBe("authenticated 7");
  expect(container.textContent).toContain("Welcome");
});

it("nobody is logged in by default", () => {
  const { container } = render(
    <TestSession>
      <Page />
    </TestSession>,
  );
  expect(container.querySelector("output")?.textContent).toBe("unauthenticated");
  expect(container.textContent).not.toContain("Welcome");
});

it("a login shows the user that the prop login returns, and a logout ends it", async () => {
  const { container, findByText, getByText } = render(
    <TestSession login={({ username }) => ({ id: username })}>
      <Page />
    </TestSession>,
  );
  await act(async () => getByText("Log in").click());
  await findByText("authenticated alice");
  await act(async () => getByText("Log out").click());
  expect(container.querySelector("output")?.textContent).toBe("unauthenticated logout");
});

it("shows the error that the prop login throws", async () => {
  const login = (): never => {
    throw new SessionError("invalid-credentials", "Wrong name or password.");
  };
  const { findByText, getByText } = render(
    <TestSession login={login}>
      <Page />
    </TestSession>,
  );
  await act(async () => getByText("Log in").click());
  await findByText("unauthenticated invalid-credentials");
});

it("an inline user in a second render logs nobody in again", async () => {
  const page = (
    <TestSession user={{ id: "7" }}>
      <Page />
    </TestSession>
  );
  const { container, getByText, rerender } = render(page);
  await act(async () => getByText("Log out").click());
  rerender(
    <TestSession user={{ id: "7" }}>
      <Page />
    </TestSession>,
  );
  expect(container.querySelector("output")?.textContent).toBe("unauthenticated logout");
});

it("createTestSession changes what is shown: another user, an end, a first moment, an idle warning", () => {
  const { session, testing } = createTestSession({ user: { id: "7" } });
  const Warning = () => (useIdle().isWarning ? "Still here?" : null);
  const { container } = render(
    <SessionProvider session={session}>
      <Page />
      <Warning />
    </SessionProvider>,
  );
  const shown = () => container.querySelector("output")?.textContent;
  act(() => testing.logIn({ id: "8" }));
  expect(shown()).toBe("authenticated 8");
  expect(container.textContent).not.toContain("Still here?");
  act(() => testing.show({ status: "authenticated", idle: { endsAt: Date.now() + 30_000 } }));
  expect(shown()).toBe("authenticated 8");
  expect(container.textContent).toContain("Still here?");
  act(() => testing.logOut("idle"));
  expect(shown()).toBe("unauthenticated idle");
  act(() => testing.show({ status: "loading" }));
  expect(shown()).toBe("loading");
});

it("fetch answers as the test says, and tells how if it was not told", async () => {
  const told = createTestSession({ fetch: async () => new Response("posts") });
  expect(await (await told.session.fetch("posts/")).text()).toBe("posts");
  const untold = createTestSession();
  await expect(untold.session.fetch("posts/")).rejects.toMatchObject({ code: "not-supported" });
});
