// @vitest-environment jsdom
// React keeps the view contract.
import {
  type OnRender,
  type Shown,
  type TestSession,
  type Verbs,
  type ViewBinding,
  viewContract,
} from "@sojourn/conformance";
import { type Auth, SessionProvider, useAuth } from "@sojourn/react";
import { act, render } from "@testing-library/react";
import React, { Component, type ReactNode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { complaints } from "./support/stage.tsx";

/** What an app puts around a part that may break. */
class Boundary extends Component<{ children: ReactNode }> {
  override state = { isBroken: false };
  static getDerivedStateFromError = () => ({ isBroken: true });
  override render() {
    return this.state.isBroken ? null : this.props.children;
  }
}

const react: ViewBinding = {
  act: (work) => act(work),
  mount(session, onRender) {
    let auth: Auth<TestSession> | undefined;
    const All = () => {
      auth = { ...useAuth<TestSession>() };
      return null;
    };
    const { unmount } = render(
      <SessionProvider session={session}>
        <Boundary>
          <All />
        </Boundary>
        <Boundary>
          <Person onRender={onRender} />
        </Boundary>
        <Boundary>
          <Expiry onRender={onRender} />
        </Boundary>
      </SessionProvider>,
    );
    return { shown: () => auth as Shown, verbs: () => auth as Verbs, unmount };
  },
};

interface PartProps {
  readonly onRender: OnRender;
}

function Person({ onRender }: PartProps) {
  const { status, user } = useAuth<TestSession>();
  onRender("person", { status, user });
  return <p>{user?.name}</p>;
}

function Expiry({ onRender }: PartProps) {
  const expiresAt = useAuth<number | null, TestSession>((auth) => auth.expiresAt);
  onRender("expiry", { expiresAt });
  return <p>{expiresAt}</p>;
}

/** What React says when a part breaks, which one promise is about. */
const expected = /a mistake of the app|The above error occurred in the <(Person|Expiry)>/;

describe(`React keeps the view contract, on ${React.version}`, () => {
  afterEach(() => {
    const unexpected = complaints.mock.calls.filter((words) => !expected.test(words.join(" ")));
    complaints.mockClear();
    expect(unexpected.map(String)).toEqual([]);
  });
  viewContract(it, react);
});
