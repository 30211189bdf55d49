// The columns of the matrix in docs/backends.md: what a session does on a server. Each asks the real server, and resolves to whether the
// session does the right thing, or to "none" if the server has no such thing.
import { isSessionError, type SessionError } from "@sojourn/core";
import { openWorld, type World } from "@sojourn/core/contract";
import type { DjangoServer, Person } from "../django-server.ts";
import { createDrawer, type Drawer } from "../drawer.ts";
import type { AnyBackend } from "../mounts.ts";
import { copyOf, jarOf, spoiltCopyOf, tokensIn } from "./copies.ts";

/** One server with its description. */
export interface Row {
  readonly name: string;
  readonly backend: AnyBackend;
  readonly home: DjangoServer;
  /** The first word of its paths on that server. */
  readonly prefix: string;
  /** The name of the cookie that signs requests, where one does. */
  readonly accessCookie?: string | undefined;
}

/** What a cell says: yes, no, or that the server has no such thing. */
export type Cell = "yes" | "no" | "–";

type Answer = boolean | "none";

/** What a column gets: the row, and a user of its own. */
interface Visit extends Row {
  readonly person: Person;
}

/** A page on which nobody is logged in, and its storage. */
function open({ backend, person, accessCookie }: Visit, drawer = createDrawer()): World {
  const jar = jarOf(drawer);
  return openWorld({
    fetch: jar.fetch,
    spoilCookies: (which) => jar.spoil(which === "access" ? accessCookie : undefined),
    backend: backend as never,
    credentials: person,
    wrong: { ...person, password: "something else" },
    resource: "posts/",
    ports: { storage: drawer, random: () => 0, readCookie: jar.readCookie },
  });
}

async function loggedIn(visit: Visit, drawer?: Drawer): Promise<World> {
  const world = open(visit, drawer);
  await world.logIn();
  return world;
}

/** The SessionError with which a promise rejects. */
async function failure(promise: Promise<unknown>): Promise<SessionError | null> {
  const reason: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  return isSessionError(reason) ? reason : null;
}

const isLoggedIn = ({ session }: World): boolean =>
  session.getSnapshot().status === "authenticated";

const isRejected = ({ session }: World): boolean => {
  const snapshot = session.getSnapshot();
  return snapshot.status === "unauthenticated" && snapshot.reason === "rejected";
};

const hasWords = ({ fields }: SessionError): boolean => Object.values(fields).flat().length > 0;

/** Whether the session is over, and its logout was not reported as failed. */
function isToldWell({ session }: World): boolean {
  const failures = session.explain().filter(({ type }) => type === "logout-failed");
  return session.getSnapshot().status === "unauthenticated" && failures.length === 0;
}

/** Uses the session, and renews it where that is possible, until it knows that it is over. */
async function isOver(world: World): Promise<boolean> {
  await world.session.ready();
  for (let use = 0; use < 3 && isLoggedIn(world); use += 1) {
    await world.request().catch(() => {});
    if (isLoggedIn(world)) await world.session.refresh().catch(() => {});
  }
  return isRejected(world);
}

/** The status of a signed request without any session. */
async function statusOf({ backend }: Visit, access: string): Promise<number> {
  const header = backend.header?.(access) ?? ["Authorization", `Bearer ${access}`];
  return (await fetch(`${backend.baseUrl}posts/`, { headers: [[...header]] })).status;
}

/** Whether a storage with dead tokens ends as rejected, if the server answers 403 to them. */
async function endsWith403(visit: Visit, drawer: Drawer): Promise<Answer> {
  if ((await statusOf(visit, tokensIn(drawer).access)) !== 403) return "none";
  return isOver(open(visit, drawer));
}

/** Makes one route of this server answer 500 to this user until `work` is done. */
async function whileFailing<Result>(visit: Visit, work: () => Promise<Result>): Promise<Result> {
  const { home, prefix, person } = visit;
  const { refresh } = visit.backend;
  const paths = ["posts/", ...(refresh ? [`${refresh.path}`] : [])];
  for (const path of paths)
    await home.fault({ prefix, path, user: person.username, status: 500, times: null });
  try {
    return await work();
  } finally {
    await home.clearFaults({ prefix, user: person.username });
  }
}

/** All columns, in the order of the table. */
export const columns = {
  async login(visit) {
    const world = open(visit);
    const user = await world.logIn();
    return isLoggedIn(world) && world.session.getSnapshot().user === user;
  },
  async "wrong password"(visit) {
    const world = open(visit);
    const error = await failure(world.session.login(world.stage.wrong));
    return error?.code === "invalid-credentials" && hasWords(error) && !isLoggedIn(world);
  },
  async "field errors"(visit) {
    const { session } = open(visit);
    const error = await failure(session.login({ ...visit.person, password: "" }));
    return error?.code === "validation" && (error.fields.password?.length ?? 0) > 0;
  },
  async restore(visit) {
    const before = await loggedIn(visit);
    const { user } = before.session.getSnapshot();
    const world = before.reload();
    await world.session.ready();
    const isSame = JSON.stringify(world.session.getSnapshot().user) === JSON.stringify(user);
    return isLoggedIn(world) && isSame && world.count("login") === 0;
  },
  async request(visit) {
    const world = open(visit);
    const isPublic = await world.isAccepted();
    await world.logIn();
    return !isPublic && (await world.isAccepted());
  },
  async refresh(visit) {
    if (!visit.backend.refresh) return "none";
    const world = await loggedIn(visit);
    await world.session.refresh();
    await world.session.refresh();
    return world.count("refresh") === 2 && (await world.isAccepted());
  },
  async "refresh rejected"(visit) {
    if (!visit.backend.refresh) return "none";
    const drawer = createDrawer();
    await loggedIn(visit, drawer);
    const world = open(visit, spoiltCopyOf(drawer));
    const error = await failure(world.session.refresh());
    // An access token that still works may be used up.
    return error?.code === "rejected" && (await isOver(world));
  },
  async "401 replay"(visit) {
    if (!visit.backend.refresh) return "none";
    const world = await loggedIn(visit);
    // A sliding token that is renewed within the second of its birth is the same token.
    if (visit.backend.lifecycle === "sliding") await world.wait(1000);
    world.forget();
    world.spoilOnce();
    const isAnswered = await world.isAccepted();
    return isAnswered && world.count("refresh") === 1 && world.count(null) === 2;
  },
  async logout(visit) {
    if (!visit.backend.logout) return "none";
    const world = await loggedIn(visit);
    await world.session.logout();
    return world.count("logout") === 1 && isToldWell(world);
  },
  async "repeated logout"(visit) {
    if (!visit.backend.logout) return "none";
    const drawer = createDrawer();
    const world = await loggedIn(visit, drawer);
    const twin = open(visit, copyOf(drawer));
    await twin.session.ready();
    await world.session.logout();
    await twin.session.logout();
    return twin.count("logout") === 1 && isToldWell(twin);
  },
  async "sign-up"(visit) {
    if (!visit.backend.account?.signUp) return "none";
    const { session } = open(visit);
    const account = session.account as Readonly<
      Record<string, (input: object) => Promise<unknown>>
    >;
    const { password } = visit.person;
    const username = `new-${crypto.randomUUID().slice(0, 13)}`;
    const email = `${username}@example.test`;
    // djoser and allauth read `password`, dj-rest-auth the other two.
    const passwords = { password, password1: password, password2: password };
    await account.signUp?.({ username, email, ...passwords });
    return isLoggedIn(await loggedIn({ ...visit, person: { username, password } }));
  },
  async me(visit) {
    if (!visit.backend.me) return "none";
    const { session } = await loggedIn(visit);
    const user = (await session.reloadUser()) as { readonly username?: unknown };
    return user.username === visit.person.username;
  },
  async throttled(visit) {
    const { home, prefix, person } = visit;
    await home.throttle("1/min", prefix);
    try {
      await open(visit).session.login(person);
      const world = open(visit);
      const error = await failure(world.session.login(person));
      const told = world.last()?.answer?.headers.get("retry-after");
      return error?.code === "throttled" && (!told || error.retryAfter === Number(told) * 1000);
    } finally {
      await home.throttle(null, prefix);
    }
  },
  async "403 for 401"(visit) {
    const drawer = createDrawer();
    const world = await loggedIn(visit, drawer);
    const kept = copyOf(drawer);
    const unknown = await endsWith403(visit, spoiltCopyOf(drawer));
    await world.session.logout();
    const loggedOut = await endsWith403(visit, kept);
    if (unknown === "none") return loggedOut;
    return unknown && loggedOut !== false;
  },
  async "deactivated user"(visit) {
    const world = await loggedIn(visit);
    await visit.home.change(visit.person, { active: false });
    return isOver(world);
  },
  async "server error"(visit) {
    const world = await loggedIn(visit);
    return whileFailing(visit, async () => {
      const { status } = await world.request();
      const error = visit.backend.refresh ? await failure(world.session.refresh()) : null;
      const isCalm = error === null || error.code === "server";
      return status === 500 && isCalm && isLoggedIn(world);
    });
  },
  async unreachable(visit) {
    const world = await loggedIn(visit);
    world.setNetwork("down");
    const isFailed = await world.request().then(
      () => false,
      () => true,
    );
    const error = visit.backend.refresh ? await failure(world.session.refresh()) : null;
    const isCalm = error === null || error.code === "network";
    world.setNetwork("up");
    return isFailed && isCalm && isLoggedIn(world) && (await world.isAccepted());
  },
} satisfies Readonly<Record<string, (visit: Visit) => Promise<Answer>>>;

export type ColumnName = keyof typeof columns;

const cells = { true: "yes", false: "no", none: "–" } as const;

/** Asks a server all columns, except those that it lacks: the cells of its row, and why those that say no do so. */
export async function visitAll(
  row: Row,
  lacks: readonly ColumnName[],
): Promise<{ cells: Cell[]; problems: string[] }> {
  const found: Cell[] = [];
  const problems: string[] = [];
  for (const [name, ask] of Object.entries(columns)) {
    if (lacks.includes(name as ColumnName)) {
      found.push("–");
      continue;
    }
    const person = await row.home.newPerson();
    const answer = await ask({ ...row, person }).catch((error: unknown) => {
      problems.push(`${row.name}, ${name}: ${error}`);
      return false;
    });
    found.push(cells[`${answer}`]);
  }
  return { cells: found, problems };
}
