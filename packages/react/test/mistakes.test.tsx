// @vitest-environment jsdom
// The typical mistakes with React, each with what it is answered. The table stands in docs/troubleshooting.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSession } from "@sojourn/core";
import { createTokenServer } from "@sojourn/core/testing";
import { simpleJwt } from "@sojourn/django";
import { SessionProvider, useAuth } from "@sojourn/react";
import { act, render } from "@testing-library/react";
import { Component, type ReactNode, useReducer } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { complaints } from "./support/stage.tsx";

const file = join(import.meta.dirname, "../../../docs/troubleshooting.md");
const page = readFileSync(file, "utf8").replaceAll("\\<", "<"); // Markdown takes a bare "<" for HTML
const provider = "Write <SessionProvider session={session}>, with what createSession() returned.";
const noProvider = "Add a <SessionProvider>, or remove the second @sojourn/react.";
const second = "Make it once, in a module of its own: a component makes a new one at each render.";
const backend = simpleJwt({ baseUrl: "https://api.example.com/api/" });

const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
afterEach(() => {
  warn.mockClear();
  vi.unstubAllGlobals();
});

const Name = () => <b>{useAuth().status}</b>;

/** What rendering throws. */
function failureOf(ui: ReactNode): unknown {
  let failure: unknown = null;
  class Boundary extends Component<{ children: ReactNode }> {
    override state = { failed: false };
    static getDerivedStateFromError = () => ({ failed: true });
    override componentDidCatch(error: unknown) {
      failure = error;
    }
    override render() {
      return this.state.failed ? null : this.props.children;
    }
  }
  render(<Boundary>{ui}</Boundary>);
  complaints.mockClear();
  return failure;
}

it.each([
  ["`session={undefined}`", provider, <SessionProvider key="1" session={undefined as never} />],
  [
    "the backend given as the session",
    provider,
    <SessionProvider key="2" session={backend as never} />,
  ],
  ["no `<SessionProvider>`", noProvider, <Name key="3" />],
])("%s: %s", (mistake, message, ui) => {
  expect(failureOf(ui)).toMatchObject({ code: "misconfigured", message });
  expect(page).toContain(`| ${mistake} | ${message} |`);
});

it("a session made in a component", async () => {
  vi.stubGlobal("fetch", createTokenServer().fetch);
  let again = (): void => {};
  function App() {
    const [, next] = useReducer((count: number) => count + 1, 0);
    again = next;
    return <SessionProvider session={createSession({ backend, storage: "memory" })} />;
  }
  render(<App />);
  expect(warn).not.toHaveBeenCalled();
  await act(async () => again());
  await act(async () => again());
  const said = warn.mock.calls.map(([message]) => `${message}`);
  expect(said).not.toEqual([]);
  for (const message of said) expect(message).toContain(second);
  expect(page).toContain(`| a session made in a component | ${second} |`);
});

it("a session that a component keeps in its state is none of these mistakes", async () => {
  const one = createSession({ backend, storage: "memory", name: "kept" });
  const { unmount } = render(<SessionProvider session={one} />);
  unmount();
  createSession({ backend, storage: "memory", name: "kept" });
  expect(warn).not.toHaveBeenCalled();
});
