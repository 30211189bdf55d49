// @vitest-environment jsdom
// The provider: it starts and stops its session, and hooks without one throw an error with the remedy.
import { isSessionError } from "@sojourn/core";
import * as sojourn from "@sojourn/react";
import { SessionProvider, useAuth } from "@sojourn/react";
import { act, render } from "@testing-library/react";
import type React from "react";
import type { ComponentType } from "react";
import { describe, expect, it, vi } from "vitest";
import { complaints, counted, createWorld } from "./support/stage.tsx";

/** What a component throws when it is rendered. */
function failure(Component: ComponentType, wrap = (ui: React.ReactElement) => ui): unknown {
  try {
    render(wrap(<Component />));
  } catch (error) {
    complaints.mockClear();
    return error;
  }
  return null;
}

describe("SessionProvider", () => {
  it("starts its session on mount, stops it on unmount, and starts it again on the next mount", async () => {
    const { show, clock, logIn, pass } = createWorld();
    const Status = () => <p>{useAuth().status}</p>;
    const first = show(<Status />);
    await logIn();
    expect(clock.pending).toBe(1);
    first.unmount();
    expect(clock.pending).toBe(0);
    const { container } = show(<Status />);
    await pass();
    expect(container.textContent).toBe("authenticated");
    expect(clock.pending).toBe(1);
  });

  it("makes a session that was stopped catch up with what it missed", async () => {
    const { show, session, open, logIn, until, pass } = createWorld();
    const stop = session.start();
    await logIn();
    stop();
    const other = open();
    other.start();
    await until(other.logout());
    const { container } = show(<Elsewhere />);
    await pass();
    expect(container.textContent).toBe("logout, elsewhere: true");
  });

  it("renders the right screen first if the session was started before", async () => {
    const { show, session, logIn, open, pass } = createWorld();
    session.start();
    await logIn();
    const reloaded = open();
    reloaded.start();
    await pass();
    const seen: string[] = [];
    const Status = () => {
      seen.push(useAuth().status);
      return null;
    };
    show(<Status />, reloaded);
    expect(seen[0]).toBe("authenticated");
  });

  it("follows only the new session after its prop changes", async () => {
    const [one, two] = [createWorld(), createWorld()];
    const verbs: unknown[] = [];
    const Who = counted(() => {
      const { user, logout } = useAuth();
      verbs.push(logout);
      return user?.id ?? null;
    });
    const tree = ({ session }: typeof one) => (
      <SessionProvider session={session}>
        <Who />
      </SessionProvider>
    );
    const { container, rerender, unmount } = render(tree(one));
    await one.logIn("alice");
    expect(container.textContent).toBe('"alice"');
    rerender(tree(two));
    expect(one.clock.pending).toBe(0);
    await two.pass();
    expect(container.textContent).toBe("null");
    await two.logIn("bob");
    expect(container.textContent).toBe('"bob"');
    const before = Who.renders;
    await one.until(one.session.logout());
    expect(Who.renders).toBe(before);
    expect(verbs.at(-1)).toBe(two.session.logout);
    expect(two.clock.pending).toBe(1);
    unmount();
    expect(two.clock.pending).toBe(0);
  });

  it("shares its session with other roots, and the last one to unmount stops it", async () => {
    const { show, clock, logIn } = createWorld();
    const roots = [show(<Elsewhere />), show(<Elsewhere />)];
    await logIn();
    roots[0]?.unmount();
    expect(clock.pending).toBe(1);
    roots[1]?.unmount();
    expect(clock.pending).toBe(0);
  });

  it("survives hot replacement by a new copy of the app on the same session", async () => {
    const { session, clock, logIn, show } = createWorld();
    for (let version = 1; version <= 3; version += 1) {
      const Version = () => <p>{`${version} ${useAuth().status}`}</p>;
      const { unmount } = show(<Version />, session);
      if (version === 1) await logIn();
      else await act(() => clock.advance());
      expect(clock.pending).toBe(1);
      unmount();
    }
    expect(clock.pending).toBe(0);
  });
});

describe("a mistake in the set-up", () => {
  it("of a missing provider is an error that tells where to add one", () => {
    const NoSession = () => <p>{useAuth().status}</p>;
    const error = failure(NoSession);
    expect(isSessionError(error) && error.code).toBe("misconfigured");
    expect(`${error}`).toContain("Add a <SessionProvider>");
  });

  it("is reported by each hook and guard", () => {
    for (const Component of [
      () => <p>{sojourn.useAuth((auth) => auth.status)}</p>,
      () => <p>{sojourn.useAuthSuspense().status}</p>,
      sojourn.RequireAuth,
      sojourn.withAuthenticationRequired(() => null),
    ])
      expect(failure(Component as ComponentType)).toMatchObject({ code: "misconfigured" });
  });

  it("of two copies of the package is named as the other cause", async () => {
    vi.resetModules();
    const copy = await import("@sojourn/react");
    expect(copy.useAuth).not.toBe(sojourn.useAuth);
    const { session } = createWorld();
    const Status = () => <p>{copy.useAuth().status}</p>;
    const error = failure(Status, (ui) => (
      <SessionProvider session={session}>{ui}</SessionProvider>
    ));
    expect(error).toMatchObject({ code: "misconfigured" });
    expect(`${error}`).toContain("second @sojourn/react");
  });

  it("is reported for a provider without a session", () => {
    const Status = () => <p>{useAuth().status}</p>;
    const error = failure(Status, (ui) => (
      // @ts-expect-error a session is needed
      <SessionProvider session={undefined}>{ui}</SessionProvider>
    ));
    expect(error).toMatchObject({ code: "misconfigured" });
  });
});

function Elsewhere() {
  const { reason, elsewhere } = useAuth();
  return <p>{`${reason}, elsewhere: ${elsewhere}`}</p>;
}
