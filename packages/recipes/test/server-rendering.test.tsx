// @vitest-environment jsdom
// The page about server rendering: its header, rendered where there is no page, and taken over by the browser.
import { SessionProvider } from "@sojourn/react";
import { act } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";
import { session } from "../examples/session";
import { Header } from "../examples/ssr/index/header";
import { as, openWorld } from "./support/world";

const tree = (
  <SessionProvider session={session}>
    <Header />
  </SessionProvider>
);

/** What a server answers, where there is no page. */
function serve(): string {
  vi.stubGlobal("document", undefined);
  vi.stubGlobal("window", undefined);
  const html = renderToString(tree);
  vi.unstubAllGlobals();
  return html;
}

/** Lets the browser take over. Returns all texts that the page showed on the way. */
async function takeOver(html: string): Promise<readonly string[]> {
  document.body.innerHTML = html;
  const seen = [document.body.textContent];
  const watching = new MutationObserver(() => seen.push(document.body.textContent));
  watching.observe(document.body, { childList: true, subtree: true, characterData: true });
  const root = await act(async () =>
    hydrateRoot(document.body, tree, { onRecoverableError: (error) => seen.push(`${error}`) }),
  );
  await act(async () => session.ready());
  watching.disconnect();
  await act(async () => root.unmount());
  return seen;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

it("nobody who is logged in ever sees a login link", async () => {
  const html = serve();
  openWorld();
  await session.login(as("alice"));
  const seen = await takeOver(html);
  expect(seen[0]).toBe("…");
  expect(seen.at(-1)).toBe("alice Log out");
  expect(seen.join()).not.toContain("Log in");
  await session.logout();
});

it("somebody who is not logged in sees it", async () => {
  const seen = await takeOver(serve());
  expect(seen[0]).toBe("…");
  expect(seen.at(-1)).toBe("Log in");
});

it("a server that asks the session is told where the question belongs", async () => {
  vi.resetModules();
  const { session: onServer } = await import("../examples/session");
  vi.stubGlobal("document", undefined);
  vi.stubEnv("NODE_ENV", "production"); // in tests a session may do without a page
  onServer.start();
  const refused = { code: "misconfigured", message: expect.stringContaining("clientLoader") };
  await expect(onServer.ready()).rejects.toMatchObject(refused);
  await expect(onServer.fetch("posts/")).rejects.toMatchObject(refused);
  await expect(onServer.login(as("alice"))).rejects.toMatchObject(refused);
  await expect(onServer.getToken()).rejects.toMatchObject(refused);
  expect(onServer.getSnapshot().status).toBe("loading");
});
