// @vitest-environment jsdom
// useAuth with a selector: the result, and the number of renders.
import { type Auth, SessionProvider, useAuth } from "@sojourn/react";
import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { complaints, counted, createWorld, minute } from "./support/stage.tsx";

describe("useAuth with a selector", () => {
  it("may be inline and return new objects: it re-renders only after a change of a member it read", async () => {
    const { show, logIn, pass, session, until } = createWorld();
    const Person = counted(() => useAuth(({ user }) => ({ name: user?.id ?? "nobody" })));
    const { container } = show(<Person />);
    await logIn();
    expect(container.textContent).toBe('{"name":"alice"}');
    const before = Person.renders;
    await pass(20 * minute);
    expect(Person.renders).toBe(before);
    await until(session.logout());
    expect(container.textContent).toBe('{"name":"nobody"}');
  });

  it("keeps its result if `isEqual` returns true", async () => {
    const { show, logIn, pass } = createWorld();
    const results = new Set<unknown>();
    const minutes = ({ expiresAt }: Auth) => [expiresAt !== null];
    const same = (a: boolean[], b: boolean[]) => a[0] === b[0];
    const Reader = counted(() => {
      const result = useAuth(minutes, same);
      results.add(result);
      return result;
    });
    show(<Reader />);
    await logIn();
    const before = Reader.renders;
    await pass(20 * minute);
    expect(Reader.renders).toBe(before);
    expect(results.size).toBe(2);
  });

  it("compares with the `isEqual` of the current render", async () => {
    const { session, logIn, until } = createWorld();
    const read = ({ user }: Auth) => user?.id;
    const never = () => false;
    const always = () => true;
    const Reader = ({ isEqual }: { isEqual: () => boolean }) => <p>{useAuth(read, isEqual)}</p>;
    const tree = (isEqual: () => boolean) => (
      <SessionProvider session={session}>
        <Reader isEqual={isEqual} />
      </SessionProvider>
    );
    const { container, rerender } = render(tree(never));
    await logIn();
    rerender(tree(always));
    await until(session.logout());
    expect(container.textContent).toBe("alice");
  });

  it("sees the props of the current render", async () => {
    const { session, logIn } = createWorld();
    const Field = ({ name }: { name: "status" | "reason" }) => (
      <p>{useAuth((auth) => auth[name])}</p>
    );
    const tree = (name: "status" | "reason") => (
      <SessionProvider session={session}>
        <Field name={name} />
      </SessionProvider>
    );
    const { container, rerender } = render(tree("status"));
    await logIn();
    expect(container.textContent).toBe("authenticated");
    rerender(tree("reason"));
    expect(container.textContent).toBe("");
  });

  it("that throws breaks the component, not the session", async () => {
    const { show, session, logIn } = createWorld();
    const Bad = () => <p>{useAuth(({ user }) => user as never as string).toUpperCase()}</p>;
    expect(() => show(<Bad />)).toThrow(TypeError);
    complaints.mockClear();
    await logIn();
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});
