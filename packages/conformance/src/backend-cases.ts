/** The promises of every backend: the whole life of a session on its server, real or fake. */
import { isSessionError, type SessionError } from "@sojourn/core";
import { type BackendStage, type BackendWorld, openWorld } from "./backend-stage.ts";
import { type Case, check, equal, rejection } from "./case.ts";

type Stage = BackendStage<unknown, unknown>;
type World = BackendWorld<unknown, unknown>;

/** A promise of backends. */
export interface BackendCase extends Case<Stage> {
  /** Whether the backend of this stage makes the promise. Default: all do. */
  applies?(stage: Stage): boolean;
}

const isRenewable = ({ backend }: Stage): boolean => backend.refresh !== undefined;
const refreshOf = ({ backend: { refresh } }: Stage): string =>
  `${refresh?.method} ${refresh?.path}`;

/** Opens a page on which the user of the stage has just logged in. */
async function loggedIn(stage: Stage): Promise<World> {
  const world = openWorld(stage);
  await world.session.login(stage.credentials);
  world.expectStatus("authenticated");
  return world;
}

async function get({ session, stage }: World): Promise<number> {
  return (await session.fetch(stage.resource)).status;
}

async function failure(promise: Promise<unknown>, what: string): Promise<SessionError> {
  const error = await rejection(promise, what);
  check(isSessionError(error), `${what}: not a SessionError: ${error}`);
  return error;
}

/** Uses the session until it notices that the server does not accept its user any more. */
async function untilOver(world: World): Promise<void> {
  const { session } = world;
  const isOver = (): boolean => session.getSnapshot().status === "unauthenticated";
  await world.waitUntil(() => {
    if (!isOver()) void get(world).catch(() => {});
    return isOver();
  }, "the session should be over");
  const snapshot = session.getSnapshot();
  equal(snapshot.status === "unauthenticated" && snapshot.reason, "rejected", "the reason");
}

const logins: BackendCase[] = [
  {
    name: "a login resolves to the user, and the snapshot has the same object",
    async run(stage) {
      const { session } = openWorld(stage);
      const user = await session.login(stage.credentials);
      const snapshot = session.getSnapshot();
      equal(snapshot.status, "authenticated", "the status");
      check(snapshot.user === user, "the snapshot's user is the one that login gave");
    },
  },
  {
    name: "a wrong password rejects with invalid-credentials and the server's own words, and nobody is logged in",
    async run(stage) {
      const world = openWorld(stage);
      const error = await failure(world.session.login(stage.wrong), "the login");
      equal(error.code, "invalid-credentials", "the code");
      check(error.status && error.status >= 400, `its status is ${error.status}`);
      check(Object.values(error.fields).flat().length > 0, "it has no words of the server");
      world.expectStatus("unauthenticated");
    },
  },
  {
    name: "a wrong password does not change the session of a user who is logged in",
    async run(stage) {
      const world = await loggedIn(stage);
      await failure(world.session.login(stage.wrong), "the second login");
      world.expectStatus("authenticated");
      equal(await get(world), 200, "a request");
    },
  },
  {
    name: "a throttled login rejects with throttled, and tells for how long",
    applies: (stage) => stage.throttle !== undefined,
    async run(stage) {
      await stage.throttle?.();
      const error = await failure(openWorld(stage).session.login(stage.credentials), "the login");
      equal(error.code, "throttled", "the code");
      equal(error.status, 429, "the status");
      check((error.retryAfter ?? 0) > 0, `retryAfter is ${error.retryAfter}`);
    },
  },
  {
    name: "logins and refreshes are never signed with the token of the session",
    async run(stage) {
      const world = await loggedIn(stage);
      if (isRenewable(stage)) await world.session.refresh();
      await world.session.login(stage.credentials);
      const { login, refresh } = stage.backend;
      const own = [login, refresh].map((one) => `${one?.method} ${one?.path}`);
      const signatures = world.sent.filter(({ what }) => own.includes(what));
      check(signatures.length >= 2, "logins and refreshes were sent");
      check(
        signatures.every(({ signature }) => signature === null),
        "one of them was signed",
      );
    },
  },
];

const requests: BackendCase[] = [
  {
    name: "a request is signed with the header of its server",
    async run(stage) {
      const world = await loggedIn(stage);
      equal(await get(world), 200, "the answer");
      const { signature } = world.sent.at(-1) ?? {};
      check(signature && stage.signature.test(signature), "the signature looks otherwise");
    },
  },
  {
    name: "a reload keeps the session without a login",
    async run(stage) {
      const before = await loggedIn(stage);
      const { user } = before.session.getSnapshot();
      const world = before.reload();
      await world.session.ready();
      world.expectStatus("authenticated");
      equal(world.session.getSnapshot().user, user, "the user");
      equal(await get(world), 200, "a request");
      equal(world.count(`POST ${stage.backend.login.path}`), 0, "logins");
    },
  },
  {
    name: "after a 401 the token is renewed once and the request is retried",
    applies: isRenewable,
    async run(stage) {
      const world = await loggedIn(stage);
      // A sliding token that is renewed within the second of its birth is the same token.
      await world.wait(1000);
      world.garble();
      equal(await get(world), 200, "the answer");
      equal(world.count(refreshOf(stage)), 1, "refreshes");
      equal(world.count(`GET ${stage.resource}`), 2, "requests");
      world.expectStatus("authenticated");
    },
  },
];

const renewals: BackendCase[] = [
  {
    name: "every refresh brings a new token that works",
    applies: isRenewable,
    async run(stage) {
      const world = await loggedIn(stage);
      for (let round = 1; round <= 3; round += 1) {
        await world.session.refresh();
        equal(await get(world), 200, `a request after refresh ${round}`);
      }
      equal(world.count(refreshOf(stage)), 3, "refreshes");
    },
  },
  {
    name: "the timer renews the token in time",
    applies: (stage) => isRenewable(stage) && stage.lifetime !== undefined,
    async run(stage) {
      const world = await loggedIn(stage);
      await world.waitUntil(() => world.count(refreshOf(stage)) >= 1, "a refresh was due");
      world.expectStatus("authenticated");
      equal(await get(world), 200, "a request");
    },
  },
  {
    name: "refresh() of a token that cannot be renewed rejects with not-supported",
    applies: (stage) => !isRenewable(stage),
    async run(stage) {
      const { session } = await loggedIn(stage);
      const error = await failure(session.refresh(), "the refresh");
      equal(error.code, "not-supported", "the code");
    },
  },
  {
    name: "a server that is down logs nobody out, and offline is cleared when it is back",
    applies: isRenewable,
    async run(stage) {
      const world = await loggedIn(stage);
      const isOffline = (): boolean => {
        const snapshot = world.session.getSnapshot();
        return snapshot.status === "authenticated" && snapshot.offline;
      };
      world.setOnline(false);
      const error = await failure(world.session.refresh(), "the refresh");
      equal(error.code, "network", "the code");
      world.expectStatus("authenticated");
      check(isOffline(), "the snapshot should say offline");
      world.setOnline(true);
      await world.session.refresh();
      check(!isOffline(), "the snapshot should not say offline any more");
      equal(await get(world), 200, "a request");
    },
  },
];

const ends: BackendCase[] = [
  {
    name: "a logout ends the session at once, and its token is not sent any more",
    async run(stage) {
      const world = await loggedIn(stage);
      const told = world.session.logout();
      world.expectStatus("unauthenticated");
      await told;
      const { logout } = stage.backend;
      if (logout) equal(world.count(`${logout.method} ${logout.path}`), 1, "logouts sent");
      const failures = world.session.explain().filter(({ type }) => type === "logout-failed");
      equal(failures, [], "logouts that failed");
      await get(world);
      equal(world.sent.at(-1)?.signature, null, "the signature of a request afterwards");
      const after = world.reload();
      await after.session.ready();
      after.expectStatus("unauthenticated");
    },
  },
  {
    name: "a deactivated user is logged out with the reason rejected",
    applies: (stage) => stage.deactivate !== undefined,
    async run(stage) {
      const world = await loggedIn(stage);
      await stage.deactivate?.();
      await untilOver(world);
    },
  },
  {
    name: "a deleted user is logged out with the reason rejected",
    applies: (stage) => stage.remove !== undefined,
    async run(stage) {
      const world = await loggedIn(stage);
      await stage.remove?.();
      await untilOver(world);
    },
  },
  {
    name: "a token that is refused everywhere and cannot be renewed ends the session with the reason rejected",
    applies: (stage) => !isRenewable(stage),
    async run(stage) {
      const world = await loggedIn(stage);
      world.garble(Number.POSITIVE_INFINITY);
      await untilOver(world);
    },
  },
];

/** All promises of backends. */
export const backendCases: readonly BackendCase[] = [...logins, ...requests, ...renewals, ...ends];

/**
 * Registers the promises that this kind of backend makes. `it` is the function of the test runner. `example` is a stage like
 * those of `make`, used only to find out which promises apply. `make` returns a server with a new user for each case.
 */
export function backendContract<Credentials, User>(
  it: (name: string, test: () => Promise<void>) => void,
  example: BackendStage<Credentials, User>,
  make: () => BackendStage<Credentials, User> | Promise<BackendStage<Credentials, User>>,
): void {
  for (const { name, applies, run } of backendCases)
    if (applies?.(example as Stage) ?? true) it(name, async () => run((await make()) as Stage));
}
