// A browser with tabs, for servers with cookies: one jar, one storage, one lock and one bell for all of its tabs.
import { type Account, type Backend, createSession, type Session } from "@sojourn/core";
import { afterAll } from "vitest";
import type { Person } from "./django-server.ts";
import { createDrawer, type Drawer } from "./drawer.ts";
import { createJar, type Jar } from "./jar.ts";

/** A tab of such a browser. */
export interface Tab<User, Operations extends Account> {
  readonly session: Session<Person, User, Operations>;
  /** The status of the answer to a request of the app. */
  status(path?: string, init?: RequestInit): Promise<number>;
  close(): void;
}

/** How a tab differs from the others. */
interface TabOptions {
  /** How it reads the cookies of its page. Default: from the jar. */
  readonly readCookie?: (name: string) => string | null;
}

/** A browser on whose pages one description is used. */
export interface Browser<User, Operations extends Account> {
  readonly jar: Jar;
  readonly drawer: Drawer;
  goOffline(): void;
  goOnline(): void;
  open(options?: TabOptions): Tab<User, Operations>;
  closeAll(): void;
}

const everywhere = new Set<() => void>();
afterAll(() => {
  for (const close of everywhere) close();
});

/** Opens a browser without tabs. */
export function openBrowser<User, Operations extends Account>(
  backend: Backend<Person, User, Operations>,
): Browser<User, Operations> {
  const jar = createJar();
  const drawer = createDrawer();
  const bells = new Set<() => void>();
  const comings = new Set<(returned: boolean) => void>();
  const closers = new Set<() => void>();
  let isOffline = false;
  let queue: Promise<unknown> = Promise.resolve();

  const hold = <Result>(_: string, __: number, work: () => Promise<Result>): Promise<Result> => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };
  const send: typeof fetch = async (input, init) => {
    if (isOffline) throw new TypeError("Failed to fetch");
    return jar.fetch(input, init);
  };

  function open({ readCookie = jar.readCookie }: TabOptions = {}): Tab<User, Operations> {
    let heard = (): void => {};
    const hear = (): void => heard();
    const session = createSession({
      backend,
      storage: drawer,
      fetch: send,
      ports: {
        storage: drawer,
        random: Math.random,
        readCookie,
        locks: { hold },
        bell: {
          ring: () => {
            for (const bell of bells) if (bell !== hear) queueMicrotask(bell);
          },
          listen(listener) {
            heard = listener;
            return () => {};
          },
        },
        page: {
          visible: () => true,
          listen(changed) {
            comings.add(changed);
            return () => comings.delete(changed);
          },
        },
      },
    });
    bells.add(hear);
    const stop = session.start();
    const close = (): void => {
      bells.delete(hear);
      stop();
    };
    closers.add(close);
    everywhere.add(close);
    const status = async (path = "posts/", init?: RequestInit): Promise<number> =>
      (await session.fetch(path, init)).status;
    return { session, status, close };
  }
  return {
    jar,
    drawer,
    open,
    goOffline() {
      isOffline = true;
    },
    goOnline() {
      isOffline = false;
      for (const changed of comings) changed(true);
    },
    closeAll() {
      for (const close of closers) close();
    },
  };
}
