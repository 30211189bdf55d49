// @vitest-environment jsdom
// useAuth: the view of a session, and the number of renders.
import { type Auth, SessionProvider, useAuth } from "@sojourn/react";
import { act, render } from "@testing-library/react";
import { memo, StrictMode, startTransition, useEffect, useState } from "react";
import { describe, expect, it } from "vitest";
import { counted, createWorld, minute, password } from "./support/stage.tsx";

describe("useAuth", () => {
  it("is loading once, then has the user, and after a logout the reason", async () => {
    const { show, pass, logIn, until, session } = createWorld({ storage: "async" });
    const seen: string[] = [];
    const Status = () => {
      const { status, isLoading, isAuthenticated, user, reason } = useAuth();
      seen.push(status);
      return (
        <p>{JSON.stringify({ isLoading, isAuthenticated, user: user?.id ?? null, reason })}</p>
      );
    };
    const { container } = show(<Status />);
    const shown = () => JSON.parse(`${container.textContent}`);
    expect(shown()).toEqual({ isLoading: true, isAuthenticated: false, user: null, reason: null });
    await pass();
    expect(shown()).toEqual({ isLoading: false, isAuthenticated: false, user: null, reason: null });
    await logIn();
    expect(shown()).toMatchObject({ isLoading: false, isAuthenticated: true, user: "alice" });
    await until(session.logout());
    expect(shown()).toMatchObject({ isAuthenticated: false, user: null, reason: "logout" });
    expect(seen.filter((status) => status === "loading")).toHaveLength(1);
  });

  it("has null or false for members without a value in the current state", async () => {
    const { show, logIn } = createWorld();
    let auth: Auth | undefined;
    const Reader = () => {
      auth = useAuth();
      return null;
    };
    show(<Reader />);
    const { expiresAt, claims, offline, refreshing } = auth as Auth;
    expect([expiresAt, claims, offline, refreshing]).toEqual([null, null, false, false]);
    await logIn();
    const { reason, elsewhere, error } = auth as Auth;
    expect([reason, elsewhere, error]).toEqual([null, false, null]);
    expect(auth?.offline).toBe(false);
  });

  it("shows the error of a login with the words of the server", async () => {
    const { show, session, until, pass } = createWorld();
    const Form = () => {
      const { error, loggingIn } = useAuth();
      return <p>{loggingIn ? "…" : (error?.code ?? "none")}</p>;
    };
    const { container } = show(<Form />);
    await pass();
    expect(container.textContent).toBe("none");
    let login: Promise<unknown> = Promise.resolve();
    act(() => {
      login = session.login({ username: "alice", password: "wrong" });
    });
    login.catch(() => {});
    await expect(until(login)).rejects.toMatchObject({ code: "invalid-credentials" });
    expect(container.textContent).toBe("invalid-credentials");
  });

  it("logs in and out with the functions of the session", async () => {
    const { show, session, until } = createWorld();
    const seen = new Set<unknown>();
    const Buttons = () => {
      const { login, logout, refresh, status } = useAuth();
      for (const one of [login, logout, refresh]) seen.add(one);
      return <p>{status}</p>;
    };
    show(<Buttons />);
    const [login, logout, refresh] = [...seen] as [
      typeof session.login,
      () => Promise<void>,
      () => Promise<void>,
    ];
    expect(await until(login({ username: "alice", password }))).toEqual({ id: "alice" });
    await until(refresh());
    await until(logout());
    expect(seen.size).toBe(3);
  });

  it("keeps `user` the same object when tokens are renewed", async () => {
    const { show, logIn, pass, server } = createWorld();
    const users = new Set<unknown>();
    const Reader = () => {
      const { user, expiresAt } = useAuth();
      if (user) users.add(user);
      return <p>{expiresAt}</p>;
    };
    show(<Reader />);
    await logIn();
    await pass(30 * minute);
    expect(server.count("token/refresh/")).toBeGreaterThan(5);
    expect(users.size).toBe(1);
  });
});

describe("a renewed token", () => {
  it("does not re-render readers of isAuthenticated, and re-renders readers of expiresAt once", async () => {
    const { show, logIn, pass, server } = createWorld();
    const LoggedIn = counted(() => useAuth().isAuthenticated);
    const Selected = counted(() => useAuth(({ isAuthenticated }) => isAuthenticated));
    const Name = counted(() => useAuth().user?.id);
    const Verbs = counted(() => Object.keys([useAuth().logout, useAuth().login]));
    const Expiry = counted(() => useAuth().expiresAt);
    const SelectedExpiry = counted(() => useAuth((auth) => auth.expiresAt));
    const All = [LoggedIn, Selected, Name, Verbs, Expiry, SelectedExpiry];
    show(All.map((One, index) => <One key={`${index + 1}`} />));
    await logIn();
    const before = All.map(({ renders }) => renders);
    const passed = server.count("token/refresh/");
    await pass(4 * minute);
    expect(server.count("token/refresh/") - passed).toBe(1);
    const after = All.map(({ renders }, index) => renders - (before[index] ?? 0));
    expect(after).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it("re-renders readers of `refreshing` twice: at its beginning and at its end", async () => {
    const { show, session, until, pass } = createWorld({ latency: 500 });
    const Spinner = counted(() => useAuth().refreshing);
    show(<Spinner />);
    await until(session.login({ username: "alice", password }), 1000);
    const before = Spinner.renders;
    for (let passed = 0; passed < 5 * minute; passed += 250) await pass(250);
    expect(Spinner.renders - before).toBe(2);
  });

  it("re-renders components that spread the result, because that reads everything", async () => {
    const { show, logIn, pass } = createWorld();
    const Spread = counted(() => ({ ...useAuth() }).status);
    const Rest = counted(() => {
      const { status, ...rest } = useAuth();
      return [status, Object.keys(rest).length];
    });
    show([<Spread key="1" />, <Rest key="2" />]);
    await logIn();
    const before = [Spread.renders, Rest.renders];
    await pass(4 * minute);
    expect(Spread.renders).toBeGreaterThan(Number(before[0]));
    expect(Rest.renders).toBeGreaterThan(Number(before[1]));
  });
});

describe("a member of useAuth that was read", () => {
  it("counts also if a memoised child reads it, or a later render for the first time", async () => {
    const { show, logIn, pass } = createWorld();
    const Child = memo(({ auth }: { auth: Auth }) => <i>{auth.expiresAt}</i>);
    let open: (() => void) | undefined;
    const Parent = () => {
      const auth = useAuth();
      const [isOpen, setOpen] = useState(false);
      open = () => setOpen(true);
      return <p>{isOpen && <Child auth={auth} />}</p>;
    };
    const { container } = show(<Parent />);
    await logIn();
    await pass(4 * minute);
    act(() => open?.());
    const first = Number(container.textContent);
    await pass(4 * minute);
    expect(Number(container.textContent)).toBeGreaterThan(first);
  });

  it("is current for a member that was not read before, not from the last render", async () => {
    const { show, logIn, pass, session } = createWorld();
    let auth: Auth | undefined;
    const Reader = () => {
      auth = useAuth();
      return <p>{auth.status}</p>;
    };
    show(<Reader />);
    await logIn();
    await pass(20 * minute);
    expect(auth?.expiresAt).toBe((session.getSnapshot() as { expiresAt?: number }).expiresAt);
  });

  it("is forgotten when it is not read any more", async () => {
    const { show, logIn, pass } = createWorld();
    let isCurious = true;
    const Once = counted(() => {
      const auth = useAuth();
      return isCurious ? auth.expiresAt : auth.status;
    });
    show(<Once />);
    await logIn();
    isCurious = false;
    await pass(5 * minute);
    const before = Once.renders;
    for (let turn = 0; turn < 4; turn += 1) await pass(5 * minute);
    expect(Once.renders).toBe(before);
  });

  it("keeps the result the same object, so an effect does not run for a render or a renewed token", async () => {
    const { show, logIn, pass } = createWorld();
    let runs = 0;
    let rerender: (() => void) | undefined;
    const Effect = () => {
      const auth = useAuth();
      const [, set] = useState({});
      rerender = () => set({});
      useEffect(() => {
        if (auth.isAuthenticated) runs += 1;
      }, [auth]);
      return null;
    };
    show(<Effect />);
    await logIn();
    act(() => rerender?.());
    await pass(20 * minute);
    expect(runs).toBe(1);
  });
});

describe("concurrent rendering", () => {
  it("never shows two states in one frame", async () => {
    const { show, logIn, session, until, pass } = createWorld();
    const pictures: string[] = [];
    const Slow = ({ id }: { id: number }) => (
      <b>{useAuth().isAuthenticated ? `in${id % 1}` : `out${id % 1}`}</b>
    );
    let more: (() => void) | undefined;
    const Page = () => {
      const [count, setCount] = useState(1);
      more = () => startTransition(() => setCount(200));
      return (
        <>
          {Array.from({ length: count }, (_, id) => (
            <Slow key={`${id + 1}`} id={id} />
          ))}
        </>
      );
    };
    const { container } = show(<Page />);
    await logIn();
    const observe = new MutationObserver(() => {
      pictures.push(
        [...new Set([...container.querySelectorAll("b")].map((one) => one.textContent))].join("+"),
      );
    });
    observe.observe(container, { childList: true, characterData: true, subtree: true });
    await act(async () => {
      more?.();
      void session.logout();
    });
    await pass();
    await until(session.login({ username: "bob", password }));
    observe.disconnect();
    expect(container.querySelectorAll("b")).toHaveLength(200);
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) expect(picture).toMatch(/^(in|out)0$/);
  });

  it("in StrictMode leaves one of each subscription, and none after unmounting", async () => {
    const { session, clock, pass, logIn } = createWorld();
    const Reader = counted(() => useAuth().status);
    const { unmount } = render(
      <StrictMode>
        <SessionProvider session={session}>
          <Reader />
        </SessionProvider>
      </StrictMode>,
    );
    await logIn();
    expect(clock.pending).toBe(1);
    unmount();
    expect(clock.pending).toBe(0);
    const before = Reader.renders;
    await pass(20 * minute);
    expect(Reader.renders).toBe(before);
  });
});
