// Shows a component as it looks to a user. No server, no network, no timer.
import { SessionProvider } from "@sojourn/react";
import { createTestSession, TestSession } from "@sojourn/react/testing";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Profile } from "./profile";

afterEach(cleanup);

it("greets the user who is logged in", () => {
  const { container } = render(
    <TestSession user={{ id: "7" }}>
      <Profile />
    </TestSession>,
  );
  expect(container.textContent).toBe("Hello 7");
});

it("asks everybody else to log in", () => {
  const { container } = render(
    <TestSession>
      <Profile />
    </TestSession>,
  );
  expect(container.textContent).toBe("Please log in. ");
});

it("says why the session ended", () => {
  const { session, testing } = createTestSession({ user: { id: "7" } });
  const { container } = render(
    <SessionProvider session={session}>
      <Profile />
    </SessionProvider>,
  );
  act(() => testing.logOut("idle"));
  expect(container.textContent).toBe("Please log in. idle");
});
