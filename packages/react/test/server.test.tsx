// @vitest-environment jsdom
// Rendering on a server and hydration in the browser: the same first frame, no warning, then the real state.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { RequireAuth, SessionProvider, useAuth, useAuthSuspense } from "@sojourn/react";
import { act } from "@testing-library/react";
import { Suspense } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { complaints, createWorld } from "./support/stage.tsx";

const Page = () => {
  const { status, user } = useAuth();
  const isOffline = useAuth((auth) => auth.offline);
  return (
    <main>
      {status} {user?.id} {`${isOffline}`}
      <RequireAuth loading="…" fallback="Please log in.">
        private
      </RequireAuth>
    </main>
  );
};

/** Does something where there is no page: as a server does. */
function onServer<Value>(work: () => Value): Value {
  vi.stubGlobal("document", undefined);
  vi.stubGlobal("window", undefined);
  try {
    return work();
  } finally {
    vi.unstubAllGlobals();
  }
}

const serve = (ui: React.ReactElement): string =>
  onServer(() => {
    const session = createSession({
      backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
    });
    return renderToString(<SessionProvider session={session}>{ui}</SessionProvider>);
  });

function pageWith(html: string): HTMLElement {
  const container = document.createElement("div");
  container.innerHTML = html;
  document.body.append(container);
  return container;
}

afterEach(() => document.body.replaceChildren());

describe("on a server", () => {
  it("every hook and guard is loading", () => {
    const html = serve(<Page />);
    expect(html).toBe(serve(<Page />));
    expect(pageWith(html).textContent).toBe("loading  false…");
  });

  it("useAuthSuspense renders the fallback of the boundary, and the browser continues", async () => {
    const { session, logIn, pass } = createWorld();
    const Name = () => <b>{useAuthSuspense().user?.id ?? "nobody"}</b>;
    const tree = (
      <Suspense fallback="wait">
        <Name />
      </Suspense>
    );
    const html = serve(tree);
    const container = pageWith(html);
    expect(container.textContent).toContain("wait");
    session.start();
    await logIn();
    const told: unknown[] = [];
    const root = await act(async () =>
      hydrateRoot(container, <SessionProvider session={session}>{tree}</SessionProvider>, {
        onRecoverableError: (error) => told.push(error),
      }),
    );
    await pass();
    expect(container.textContent).toBe("alice");
    // React says that this boundary was left to the browser, and nothing else.
    expect(told.map(String).join()).toMatch(
      /^Error: (The server did not finish this Suspense boundary|Switched to client rendering)/,
    );
    act(() => root.unmount());
  });
});

describe("hydration", () => {
  it("begins with the HTML of the server though a user is logged in, without a warning", async () => {
    const { session, logIn, pass, open } = createWorld();
    session.start();
    await logIn();
    for (const whose of [session, open()]) {
      const container = pageWith(serve(<Page />));
      const told: unknown[] = [];
      const root = await act(async () =>
        hydrateRoot(
          container,
          <SessionProvider session={whose}>
            <Page />
          </SessionProvider>,
          { onRecoverableError: (error) => told.push(error) },
        ),
      );
      await pass();
      expect(container.textContent).toBe("authenticated alice falseprivate");
      expect(told).toEqual([]);
      expect(complaints.mock.calls).toEqual([]);
      act(() => root.unmount());
    }
  });

  it("warns if the HTML differs, so the test above can fail", async () => {
    const { session } = createWorld();
    session.start();
    const container = pageWith(serve(<Page />).replace("loading", "authenticated"));
    const told: unknown[] = [];
    const root = await act(async () =>
      hydrateRoot(
        container,
        <SessionProvider session={session}>
          <Page />
        </SessionProvider>,
        { onRecoverableError: (error) => told.push(error) },
      ),
    );
    expect(told.length + complaints.mock.calls.length).toBeGreaterThan(0);
    complaints.mockClear();
    act(() => root.unmount());
  });
});
