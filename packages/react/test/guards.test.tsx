// @vitest-environment jsdom
// RequireAuth, withAuthenticationRequired and useAuthSuspense: rendering only for logged-in users.
import {
  RequireAuth,
  SessionProvider,
  useAuth,
  useAuthSuspense,
  withAuthenticationRequired,
} from "@sojourn/react";
import { act, render } from "@testing-library/react";
import { StrictMode, Suspense, useEffect, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { describe, expect, it } from "vitest";
import { counted, createWorld, minute, password } from "./support/stage.tsx";

const Private = counted(() => "private");

describe("RequireAuth", () => {
  it("shows `loading`, then `fallback`, then its children, and removes them at once at the end", async () => {
    const { show, pass, logIn, session } = createWorld({ storage: "async" });
    const { container } = show(
      <RequireAuth fallback="Please log in." loading="…">
        <Private />
      </RequireAuth>,
    );
    expect(container.textContent).toBe("…");
    await pass();
    expect(container.textContent).toBe("Please log in.");
    expect(Private.renders).toBe(0);
    await logIn();
    expect(container.textContent).toBe('"private"');
    void session.logout();
    await pass();
    expect(container.textContent).toBe("Please log in.");
  });

  it("shows nothing by default", async () => {
    const { show, pass } = createWorld({ storage: "async" });
    const { container } = show(<RequireAuth>private</RequireAuth>);
    expect(container.textContent).toBe("");
    await pass();
    expect(container.textContent).toBe("");
  });

  it("does not re-render its children for a renewed token, a lost network or a tab that comes back", async () => {
    const { show, logIn, pass, server } = createWorld();
    const Form = counted(() => "form");
    show(
      <RequireAuth>
        <Form />
      </RequireAuth>,
    );
    await logIn();
    const { renders } = Form;
    server.fail("token/refresh/", "network", 2);
    await pass(30 * minute);
    expect(server.count("token/refresh/")).toBeGreaterThan(2);
    expect(Form.renders).toBe(renders);
  });
});

describe("when another user logs in in another tab", () => {
  /** An app with two pages, and what was on the screen, each time that this changed. */
  function createApp() {
    const committed: string[] = [];
    let navigate: (path: string) => void = () => {};
    const Committed = ({ what }: { what: string }) => {
      useLayoutEffect(() => {
        committed.push(what);
      }, [what]);
      return <p>{what}</p>;
    };
    const Page = () => <Committed what={`the page of ${useAuth((auth) => auth.user?.id)}`} />;
    const LoginPage = () => {
      const { isAuthenticated } = useAuth();
      useEffect(() => {
        if (isAuthenticated) navigate("/");
      }, [isAuthenticated]);
      return isAuthenticated ? null : <Committed what="the login form" />;
    };
    const App = () => {
      const [path, setPath] = useState("/");
      navigate = setPath;
      if (path === "/login") return <LoginPage />;
      return (
        <RequireAuth fallback={<Committed what="please log in" />}>
          <Page />
        </RequireAuth>
      );
    };
    return { App, committed, navigate: (path: string) => navigate(path) };
  }

  async function logInBobElsewhere(onEnded: (navigate: (path: string) => void) => void) {
    const world = createWorld();
    const { App, committed, navigate } = createApp();
    const { session } = world;
    const { container } = world.show(<App />);
    await world.logIn();
    committed.length = 0;
    session.on("ended", () => onEnded(navigate));
    const other = world.open();
    other.start();
    await world.logIn("bob", other);
    await world.pass(100);
    return { committed, shown: container.textContent };
  }

  it("an app that navigates to its login page at `ended` arrives at the page of the new user, without a login form", async () => {
    const { committed, shown } = await logInBobElsewhere((navigate) => navigate("/login"));
    expect(shown).toBe("the page of bob");
    // React 18 shows Bob's page before it goes, too.
    expect(new Set(committed)).toEqual(new Set(["the page of bob"]));
  });

  it("an app that renders at `ended` shows nobody logged in, and then the new user", async () => {
    const { committed, shown } = await logInBobElsewhere((navigate) =>
      flushSync(() => navigate("/login")),
    );
    expect(shown).toBe("the page of bob");
    expect(committed).toEqual(["the login form", "the page of bob"]);
  });

  it("an app that does not navigate keeps its page mounted", async () => {
    const { committed } = await logInBobElsewhere(() => {});
    expect(committed).toEqual(["the page of bob"]);
  });
});

describe("withAuthenticationRequired", () => {
  it("passes its props on while a user is logged in", async () => {
    const { show, logIn, pass } = createWorld();
    const Page = withAuthenticationRequired(({ tab }: { tab: string }) => <p>{tab}</p>, {
      fallback: "Please log in.",
    });
    const { container } = show(<Page tab="posts" />);
    await pass();
    expect(container.textContent).toBe("Please log in.");
    await logIn();
    expect(container.textContent).toBe("posts");
  });

  it("needs no options", async () => {
    const { show, pass } = createWorld();
    const Page = withAuthenticationRequired(() => <p>private</p>);
    const { container } = show(<Page />);
    await pass();
    expect(container.textContent).toBe("");
  });
});

describe("useAuthSuspense", () => {
  const Name = () => {
    const { isAuthenticated, user } = useAuthSuspense();
    return <p>{isAuthenticated ? user.id : "nobody"}</p>;
  };

  it("suspends once until storage has answered, and is never loading", async () => {
    const { show, pass, logIn, session, until } = createWorld({ storage: "async" });
    const statuses = new Set<string>();
    const Status = () => {
      const { status } = useAuthSuspense();
      statuses.add(status);
      return <p>{status}</p>;
    };
    const Waiting = counted(() => "…");
    const { container } = await act(async () =>
      show(
        <Suspense fallback={<Waiting />}>
          <Status />
        </Suspense>,
      ),
    );
    await pass();
    expect(Waiting.renders).toBe(1);
    expect(container.textContent).toBe("unauthenticated");
    await logIn();
    await until(session.refresh());
    await until(session.logout());
    expect([...statuses]).toEqual(["unauthenticated", "authenticated"]);
    expect(Waiting.renders).toBe(1);
  });

  it("works with the boundary above the provider, before any effect has run", async () => {
    const { session, pass, logIn } = createWorld({ storage: "async" });
    const { container } = await act(async () =>
      render(
        <StrictMode>
          <Suspense fallback="…">
            <SessionProvider session={session}>
              <Name />
            </SessionProvider>
          </Suspense>
        </StrictMode>,
      ),
    );
    await pass();
    expect(container.textContent).toBe("nobody");
    await logIn();
    expect(container.textContent).toBe("alice");
  });

  it("does not suspend after the first answer", async () => {
    const { show, session, until } = createWorld();
    session.start();
    await until(session.login({ username: "alice", password }));
    const { container } = show(<Name />);
    expect(container.textContent).toBe("alice");
  });

  it("lets several components wait for one answer", async () => {
    const { show, pass, server } = createWorld({ storage: "async" });
    const { container } = await act(async () =>
      show(
        <Suspense fallback="…">
          <Name />
          <Name />
          <Suspense fallback="…">
            <Name />
          </Suspense>
        </Suspense>,
      ),
    );
    await pass();
    expect(container.textContent).toBe("nobodynobodynobody");
    expect(server.requests).toEqual([]);
  });
});
