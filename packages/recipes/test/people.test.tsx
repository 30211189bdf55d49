// @vitest-environment jsdom
// The pages about images, "Remember me", roles, impersonation, refine and react-admin: their code is run.
import { SessionProvider } from "@sojourn/react";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { actAs, acting } from "../examples/acting";
import { ProtectedImage } from "../examples/protected-image";
import { httpClient, authProvider as reactAdmin } from "../examples/react-admin-auth";
import { authProvider as refine } from "../examples/refine-auth";
import { Login } from "../examples/remember-me";
import { Menu, RequireRole } from "../examples/roles";
import { hasRole, session as rolesSession } from "../examples/roles-session";
import { session } from "../examples/session";
import { SupportApp } from "../examples/support-app";
import { as, openWorld, type World } from "./support/world";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(async () => {
  cleanup();
  await Promise.all([session.logout(), rolesSession.logout()]);
  vi.unstubAllGlobals();
});

const seenAt = (path: string) => world.server.requests.filter((seen) => seen.path === path);

/** Another tab with the app. The modules that are imported after this belong to it. */
async function openTab() {
  vi.resetModules();
  return (await import("../examples/session")).session;
}

describe("a protected image", () => {
  it("is fetched with the token, shown, and given back when it leaves", async () => {
    const given = vi.fn();
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: () => "blob:1", revokeObjectURL: given }),
    );
    await session.login(as("alice"));
    render(<ProtectedImage path="photos/7.jpg" alt="A lake" />);
    await vi.waitFor(() =>
      expect(screen.getByRole("img", { name: "A lake" }).getAttribute("src")).toBe("blob:1"),
    );
    expect(seenAt("photos/7.jpg").map(({ status }) => status)).toEqual([200]);
    cleanup();
    await vi.waitFor(() => expect(given).toHaveBeenCalledWith("blob:1"));
  });
});

describe("Remember me", () => {
  const open = () =>
    render(
      <SessionProvider session={session}>
        <Login />
      </SessionProvider>,
    );
  const logIn = async (remember: boolean) => {
    open();
    const type = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    type("User name", "alice");
    type("Password", "correct horse");
    if (remember) fireEvent.click(screen.getByRole("checkbox"));
    fireEvent.click(screen.getByRole("button"));
    await vi.waitFor(() => expect(session.getSnapshot().status).toBe("authenticated"));
  };
  /** What a new page finds after the browser was closed, which deletes its session cookies. */
  const reopen = async () => {
    cleanup();
    // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no Cookie Store
    document.cookie = "sojourn-run=; max-age=0";
    const next = await openTab();
    const snapshot = await next.ready();
    next.start()(); // stops it
    return snapshot;
  };

  it.each([
    [true, "authenticated"],
    [false, "unauthenticated"],
  ] as const)("the box is %s: when the browser is opened again, one is %s", async (box, status) => {
    await logIn(box);
    expect((await reopen()).status).toBe(status);
  });

  it("what the server says about a field stands beside it", async () => {
    open();
    fireEvent.click(screen.getByRole("button"));
    await screen.findAllByText(/This field is required\./);
    expect(screen.getByText("Please check what you entered.")).toBeTruthy();
  });
});

describe("roles", () => {
  const menu = (
    <SessionProvider session={rolesSession}>
      <Menu />
      <RequireRole name="editor">
        <h1>Drafts of all</h1>
      </RequireRole>
    </SessionProvider>
  );
  const me = (roles: readonly string[]) =>
    world.server.fail("users/me/", { status: 200, body: { name: "Alice", roles } });

  it("show a page and its link to an editor", async () => {
    me(["editor"]);
    await rolesSession.login(as("alice"));
    render(menu);
    await screen.findByRole("heading", { name: "Drafts of all" });
    await screen.findByRole("link", { name: "Drafts" });
    expect(hasRole("editor")).toBe(true);
  });

  it("show neither to others, and take both away with the role", async () => {
    me(["editor"]);
    await rolesSession.login(as("alice"));
    render(menu);
    me(["reader"]);
    await act(() => rolesSession.reloadUser());
    await screen.findByText("This page is for others.");
    expect(screen.queryByText("Drafts")).toBe(null);
    expect(hasRole("editor")).toBe(false);
  });
});

describe("impersonation", () => {
  it("is of its own session: the staff's own goes on, and comes back", async () => {
    await session.login(as("alice"));
    const bobs = bobsTokens();
    world.server.fail("support/act-as/bob/", { status: 200, body: bobs });
    render(<SupportApp>the app</SupportApp>);
    await act(() => actAs("bob"));
    expect(screen.getByRole("status").textContent).toContain("You act as bob");
    expect(seenAt("support/act-as/bob/")[0]?.headers.authorization).toContain("Bearer ");
    await acting.fetch("posts/");
    expect(seenAt("posts/")[0]?.headers.authorization).toBe(`Bearer ${bobs.access}`);
    fireEvent.click(screen.getByRole("button", { name: "Stop" }));
    await vi.waitFor(() => expect(screen.queryByRole("status")).toBe(null));
    expect(session.getSnapshot().user).toEqual({ id: "alice" });
    await vi.waitFor(() =>
      expect(seenAt("token/blacklist/").map(({ body }) => JSON.parse(body))).toEqual([
        { refresh: bobs.refresh },
      ]),
    );
  });

  it("ends with the staff's own session", async () => {
    await session.login(as("alice"));
    await acting.adopt(bobsTokens());
    await session.logout();
    expect(acting.getSnapshot().status).toBe("unauthenticated");
  });

  function bobsTokens() {
    const { body } = world.server.act({
      method: "POST",
      url: `${world.server.baseUrl}token/`,
      path: "token/",
      headers: {},
      body: JSON.stringify(as("bob")),
    });
    return body as { access: string; refresh: string };
  }
});

describe("refine", () => {
  it("logs in, checks, tells who it is, and logs out", async () => {
    expect(await refine.check()).toEqual({ authenticated: false, redirectTo: "/login" });
    const wrong = await refine.login({ ...as("alice"), password: "wrong" });
    expect(wrong).toMatchObject({ success: false });
    expect(wrong.error?.message).not.toBe("");
    expect(await refine.login(as("alice"))).toEqual({ success: true, redirectTo: "/" });
    expect(await refine.check()).toEqual({ authenticated: true });
    expect(await refine.getIdentity?.()).toEqual({ id: "alice" });
    expect(await refine.onError(new Error("403"))).toEqual({});
    expect(await refine.logout({})).toEqual({ success: true, redirectTo: "/login" });
    expect(await refine.check()).toEqual({ authenticated: false, redirectTo: "/login" });
  });

  it("goes to the login page after a request found the session over", async () => {
    await refine.login(as("alice"));
    await session.fetch("me/");
    world.server.revoke("refresh");
    world.server.revoke();
    const error = await session.fetch("posts/").catch((reason: unknown) => reason);
    expect(await refine.onError(error)).toEqual({ redirectTo: "/login" });
  });
});

describe("frameworks that look at their own tab only", () => {
  it("begin anew when somebody else logs in in another tab, and not at their own logout", async () => {
    const reload = vi.fn();
    vi.stubGlobal("location", { reload });
    const here = await openTab();
    await import("../examples/follow-other-tabs");
    const there = await openTab();
    await here.login(as("alice"));
    await here.logout();
    await here.login(as("alice"));
    expect(reload).not.toHaveBeenCalled();
    await there.login(as("bob"));
    await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
    await there.logout();
    for (const { start } of [here, there]) start()(); // stops them
  });
});

describe("react-admin", () => {
  it("logs in, checks, tells who it is, and logs out", async () => {
    await expect(reactAdmin.checkAuth({})).rejects.toThrow("Please log in.");
    await expect(reactAdmin.login({ ...as("alice"), password: "wrong" })).rejects.toThrow();
    await reactAdmin.login(as("alice"));
    await reactAdmin.checkAuth({});
    await reactAdmin.checkError({ status: 403 });
    expect(await reactAdmin.getIdentity?.()).toEqual({ id: "alice" });
    await reactAdmin.logout({});
    await expect(reactAdmin.checkError({ status: 401 })).rejects.toThrow("Please log in.");
  });

  it("its data provider's requests are signed, and recovered after a 401", async () => {
    await reactAdmin.login(as("alice"));
    await session.fetch("me/");
    world.server.revoke();
    const { json } = await httpClient("https://api.example.com/api/posts/");
    expect(json).toEqual([{ id: 1, text: "A post by alice" }]);
    expect(world.answers("posts/")).toEqual([401, 200]);
  });

  it("an answer that is an error becomes react-admin's own", async () => {
    await reactAdmin.login(as("alice"));
    world.server.fail("posts/", { status: 400, body: { text: ["Too long."] } });
    const failed = httpClient("https://api.example.com/api/posts/", { method: "POST", body: "{}" });
    await expect(failed).rejects.toMatchObject({ status: 400, body: { text: ["Too long."] } });
  });
});
