// @vitest-environment jsdom
// RequireAuth with `if`: rendering only for some of the users who are logged in.
import type { TestSession } from "@sojourn/conformance";
import { createSession } from "@sojourn/core";
import type { TestUser } from "@sojourn/core/testing";
import {
  RequireAuth,
  type RequireAuthOptions,
  SessionProvider,
  useAuth,
  withAuthenticationRequired,
} from "@sojourn/react";
import { type RenderResult, render } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { counted, createWorld, minute, password } from "./support/stage.tsx";

/** The fake server tells no role, so here it is a part of the name. */
const isStaff = ({ name }: TestUser): boolean => name.endsWith("of the staff");

const reported = vi.fn();
vi.stubGlobal("reportError", reported);
afterEach(() => reported.mockClear());

/** An app with a page for the staff. */
function createStaffWorld(storage: "sync" | "async" = "sync") {
  const { browser, server, pass, until } = createWorld({ storage });
  const open = (): TestSession => {
    const { ports, fetch } = browser.openTab();
    return createSession({ backend: server.backend, ports, fetch });
  };
  const session = open();
  /** The names of the users for whom the page was rendered, in order. */
  const readers: (string | undefined)[] = [];
  const Page = () => {
    readers.push(useAuth<TestSession>().user?.name);
    return <p>salaries</p>;
  };
  const withPage = (options: RequireAuthOptions<TestSession>): ReactNode => (
    <RequireAuth<TestSession> {...options}>
      <Page />
    </RequireAuth>
  );
  return {
    pass,
    until,
    session,
    open,
    readers,
    Page,
    withPage,
    show: (ui: ReactNode): RenderResult =>
      render(
        <StrictMode>
          <SessionProvider session={session}>{ui}</SessionProvider>
        </StrictMode>,
      ),
    /** What the server says about somebody from now on. */
    rename(username: string, name: string): void {
      const person = server.people.get(username);
      if (person) person.name = name;
    },
    logIn: (username = "alice", whose = session) => until(whose.login({ username, password })),
  };
}

it("a user without the role sees the alternative, and never the page, not even for one render", async () => {
  const { show, withPage, logIn, readers } = createStaffWorld();
  const { container } = show(withPage({ if: isStaff, else: "Staff only." }));
  await logIn();
  expect(container.textContent).toBe("Staff only.");
  expect(readers).toEqual([]);
});

it("by default a user without the role sees nothing", async () => {
  const { show, withPage, logIn } = createStaffWorld();
  const { container } = show(withPage({ if: isStaff, fallback: "Please log in." }));
  await logIn();
  expect(container.textContent).toBe("");
});

it("a user with the role sees the page", async () => {
  const { show, withPage, logIn, rename } = createStaffWorld();
  rename("alice", "Alice of the staff");
  const { container } = show(withPage({ if: isStaff, else: "Staff only." }));
  await logIn();
  expect(container.textContent).toBe("salaries");
});

it("without a user the condition is not asked: first `loading`, then `fallback`", async () => {
  const { show, withPage, pass } = createStaffWorld("async");
  const condition = vi.fn(isStaff);
  const { container } = show(
    withPage({ if: condition, else: "Staff only.", fallback: "Please log in.", loading: "…" }),
  );
  expect(container.textContent).toBe("…");
  await pass();
  expect(container.textContent).toBe("Please log in.");
  expect(condition).not.toHaveBeenCalled();
});

it("a renewal that takes the role away unmounts the page, without a render for the user who lost it", async () => {
  const { show, withPage, logIn, rename, pass, session, readers } = createStaffWorld();
  rename("alice", "Alice of the staff");
  const { container } = show(withPage({ if: isStaff, else: "Staff only." }));
  await logIn();
  expect(container.textContent).toBe("salaries");
  rename("alice", "Alice");
  await pass(5 * minute);
  expect(session.getSnapshot().user).toEqual({ username: "alice", name: "Alice" });
  expect(container.textContent).toBe("Staff only.");
  expect(new Set(readers)).toEqual(new Set(["Alice of the staff"]));
});

it("a user who is given the role sees the page as soon as the session knows", async () => {
  const { show, withPage, logIn, rename, until, session } = createStaffWorld();
  const { container } = show(withPage({ if: isStaff, else: "Staff only." }));
  await logIn();
  rename("alice", "Alice of the staff");
  await until(session.reloadUser());
  expect(container.textContent).toBe("salaries");
});

it("when a user without the role logs in in another tab, the page is gone without a render for that user", async () => {
  const { show, withPage, logIn, rename, open, pass, readers } = createStaffWorld();
  rename("alice", "Alice of the staff");
  const { container } = show(withPage({ if: isStaff, else: "Staff only." }));
  await logIn();
  const other = open();
  other.start();
  await logIn("bob", other);
  await pass(100);
  expect(container.textContent).toBe("Staff only.");
  expect(new Set(readers)).toEqual(new Set(["Alice of the staff"]));
});

it("the page is not rendered again when a token is renewed and the user is the same", async () => {
  const { show, logIn, rename, pass } = createStaffWorld();
  rename("alice", "Alice of the staff");
  const Form = counted(() => "form");
  show(
    <RequireAuth<TestSession> if={isStaff}>
      <Form />
    </RequireAuth>,
  );
  await logIn();
  const { renders } = Form;
  expect(renders).toBeGreaterThan(0);
  await pass(30 * minute);
  expect(Form.renders).toBe(renders);
});

it("a condition that changes decides anew", async () => {
  const { show, withPage, logIn, session } = createStaffWorld();
  const openTo = (name: string) => withPage({ if: (user) => user.name === name, else: "Not you." });
  const { container, rerender } = show(openTo("Alice"));
  await logIn();
  expect(container.textContent).toBe("salaries");
  rerender(<SessionProvider session={session}>{openTo("Bob")}</SessionProvider>);
  expect(container.textContent).toBe("Not you.");
});

it("a condition that throws says no, is reported once for each user, and breaks nothing", async () => {
  const { withPage, logIn, rename, until, session, readers } = createStaffWorld();
  const broken = new Error("no roles here");
  const guarded = () =>
    withPage({
      if() {
        throw broken;
      },
      else: "Staff only.",
    });
  const { container, rerender } = render(
    <SessionProvider session={session}>{guarded()}</SessionProvider>,
  );
  await logIn();
  expect(container.textContent).toBe("Staff only.");
  for (let renders = 0; renders < 5; renders += 1)
    rerender(<SessionProvider session={session}>{guarded()}</SessionProvider>);
  expect(reported.mock.calls).toEqual([[broken]]);
  rename("alice", "Alice Liddell");
  await until(session.reloadUser());
  expect(reported.mock.calls).toEqual([[broken], [broken]]);
  await until(session.logout());
  expect(container.textContent).toBe("");
  expect(readers).toEqual([]);
});

it.each([
  ["a promise", Promise.resolve(true)],
  ["a number", 1],
  ["a text", "yes"],
])("only `true` lets somebody in, not %s from code without types", async (_, answer) => {
  const { show, withPage, logIn, readers } = createStaffWorld();
  const { container } = show(withPage({ if: () => answer as never, else: "Staff only." }));
  await logIn();
  expect(container.textContent).toBe("Staff only.");
  expect(readers).toEqual([]);
});

it("withAuthenticationRequired takes the same options", async () => {
  const { show, logIn, rename, until, session, Page } = createStaffWorld();
  const Guarded = withAuthenticationRequired<object, TestSession>(Page, {
    if: isStaff,
    else: "Staff only.",
    fallback: "Please log in.",
  });
  const { container } = show(<Guarded />);
  expect(container.textContent).toBe("Please log in.");
  await logIn();
  expect(container.textContent).toBe("Staff only.");
  rename("alice", "Alice of the staff");
  await until(session.reloadUser());
  expect(container.textContent).toBe("salaries");
});
