/** How often React renders components that show the user, when nothing but the token changes. */

import { SessionProvider, useAuth } from "@sojourn/react";
import { createContext, createElement, type ReactNode, useContext } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { createStore, useStore } from "zustand";
import { createServer } from "../clients/server.ts";
import { logIn } from "../clients/session.ts";

/** What one contender did. */
export interface Rendered {
  readonly name: string;
  /** Renders of all components for one renewal. */
  readonly renders: number;
}

/** A tree of components, and how to renew the token that it hangs on. */
interface Tree {
  readonly name: string;
  readonly root: ReactNode;
  renew(): Promise<void>;
}

let renders = 0;

/** Renders so many components per contender, renews the token once, and counts. */
export async function renewals(components: number): Promise<Rendered[]> {
  const rendered: Rendered[] = [];
  for (const make of [
    ...(await sojournTrees(components)),
    ...zustandTrees(components),
    contextTree(components),
  ])
    rendered.push(await count(make));
  return rendered;
}

async function count({ name, root, renew }: Tree): Promise<Rendered> {
  const container = document.createElement("div");
  const reactRoot = createRoot(container);
  flushSync(() => reactRoot.render(root));
  await settled();
  renders = 0;
  await renew();
  await settled();
  const counted = renders;
  reactRoot.unmount();
  return { name, renders: counted };
}

async function sojournTrees(components: number): Promise<Tree[]> {
  const server = createServer();
  globalThis.fetch = server.fetch;
  const session = await logIn(server.issue());
  const renew = (): Promise<void> => session.refresh();
  const Destructuring = (): string => {
    renders += 1;
    const { user } = useAuth();
    return `${user}`;
  };
  const Selecting = (): string => {
    renders += 1;
    return `${useAuth(({ user }) => user)}`;
  };
  const below = (component: () => string): ReactNode =>
    createElement(SessionProvider, { session }, many(component, components));
  return [
    { name: "@sojourn/react, `const { user } = useAuth()`", root: below(Destructuring), renew },
    { name: "@sojourn/react, `useAuth(selector)`", root: below(Selecting), renew },
  ];
}

function zustandTrees(components: number): Tree[] {
  const store = createStore(() => ({ user: "alice", expiresAt: 0 }));
  const renew = async (): Promise<void> =>
    store.setState({ expiresAt: store.getState().expiresAt + 1 });
  const Selecting = (): string => {
    renders += 1;
    return useStore(store, ({ user }) => user);
  };
  const Whole = (): string => {
    renders += 1;
    const { user } = useStore(store);
    return user;
  };
  return [
    { name: "zustand, with a selector", root: many(Selecting, components), renew },
    { name: "zustand, without", root: many(Whole, components), renew },
  ];
}

/** What most tutorials write: the session in a context, a new value for each change. */
function contextTree(components: number): Tree {
  const store = createStore(() => ({ user: "alice", expiresAt: 0 }));
  const Context = createContext(store.getState());
  const Reading = (): string => {
    renders += 1;
    return useContext(Context).user;
  };
  const children = many(Reading, components);
  const Provider = (): ReactNode =>
    createElement(Context.Provider, { value: useStore(store) }, children);
  return {
    name: "a React context",
    root: createElement(Provider),
    renew: async () => store.setState({ expiresAt: 1 }),
  };
}

function many(component: () => string, count: number): ReactNode[] {
  return Array.from({ length: count }, (_, key) => createElement(component, { key }));
}

/** Until React has rendered what it was told of. */
function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 50));
}
