/** The promises of a backend description: a whole session on its server, from the login to each of its ends. */
import { isSessionError, type SessionError } from "../model/errors.ts";
import { openWorld, type Stage, type World } from "./backend-world.ts";
import { type Case, check, equal, rejection } from "./case.ts";

/** A promise of backend descriptions. */
export interface BackendPromise extends Case<Stage> {
  /** Whether the description of this stage makes the promise. Default: all do. */
  applies?(stage: Stage): boolean;
}

/** Whether the stage can make the server refuse what signs a request. */
const canSpoil = ({ backend, spoilCookies }: Stage): boolean =>
  !backend.cookies || spoilCookies !== undefined;

export const isRenewable = ({ backend }: Stage): boolean => backend.refresh !== undefined;

/** Opens a page on which the user of the stage has just logged in. */
export async function loggedIn(stage: Stage): Promise<World> {
  const world = openWorld(stage);
  await world.logIn();
  world.expectStatus("authenticated");
  return world;
}

/** The `SessionError` with which a call rejects. */
export async function failure(promise: Promise<unknown>, what: string): Promise<SessionError> {
  const error = await rejection(promise, what);
  check(isSessionError(error), `${what}: not a SessionError: ${error}`);
  return error;
}

async function expectAccepted(world: World, what = "a request"): Promise<void> {
  check(await world.isAccepted(), `${what} is refused`);
}

const isOver = ({ session }: World): boolean => session.getSnapshot().status === "unauthenticated";

/** How often the session is used before it must have noticed that the server does not accept its user any more. */
const USES = 3;

/** Uses and renews the session until it notices that the server does not accept it any more. */
async function expectRejected(world: World): Promise<void> {
  const { session, stage } = world;
  for (let use = 0; use < USES && !isOver(world); use += 1) {
    await world.request().catch(() => {});
    if (isRenewable(stage) && !isOver(world)) await session.refresh().catch(() => {});
  }
  await world.waitUntil(() => isOver(world), "the session should be over", 2000);
  const snapshot = session.getSnapshot();
  equal(snapshot.status === "unauthenticated" && snapshot.reason, "rejected", "the reason");
}

/** Whether there is any text in the JSON of an answer. */
async function hasWords(answer: Response | null): Promise<boolean> {
  const body: unknown = await answer?.json().catch(() => undefined);
  const isText = (value: unknown): boolean => {
    if (value instanceof Object) return Object.values(value).some(isText);
    return typeof value === "string" && value !== "";
  };
  return isText(body);
}

const logins: readonly BackendPromise[] = [
  {
    name: "a login resolves to the user, and the snapshot has the same object",
    async run(stage) {
      const world = openWorld(stage);
      const user = await world.logIn();
      const snapshot = world.session.getSnapshot();
      equal(snapshot.status, "authenticated", "the status");
      check(snapshot.user === user, "the snapshot's user is another one than login resolved to");
      const { me, user: readUser } = stage.backend;
      check(user !== null || (!me && !readUser), "the user is null, although the backend tells it");
    },
  },
  {
    name: "a wrong password rejects with invalid-credentials and the server's words, and changes no session",
    async run(stage) {
      const world = openWorld(stage);
      const error = await failure(world.session.login(stage.wrong), "the login");
      equal(error.code, "invalid-credentials", "the code");
      const isSilent = Object.values(error.fields).flat().length === 0;
      check(
        !(isSilent && (await hasWords(world.last()?.answer ?? null))),
        "fields has none of the server's words",
      );
      world.expectStatus("unauthenticated");
      await world.logIn();
      await failure(world.session.login(stage.wrong), "the second login");
      world.expectStatus("authenticated");
      await expectAccepted(world);
    },
  },
  {
    name: "a throttled login rejects with throttled, and tells for how long if the server does",
    applies: (stage) => stage.throttle !== undefined,
    async run(stage) {
      await stage.throttle?.();
      const world = openWorld(stage);
      const error = await failure(world.session.login(stage.credentials), "the login");
      equal(error.code, "throttled", "the code");
      const told = world.last()?.answer?.headers.get("retry-after") ?? null;
      if (told !== null) check((error.retryAfter ?? 0) > 0, `retryAfter is ${error.retryAfter}`);
    },
  },
];

const requests: readonly BackendPromise[] = [
  {
    name: "the server accepts a signed request, and refuses the same one unsigned",
    async run(stage) {
      const world = openWorld(stage);
      check(!(await world.isAccepted()), "the resource of the stage is open to everybody");
      await world.logIn();
      await expectAccepted(world);
    },
  },
  {
    name: "a reload keeps the session and its user without a login",
    async run(stage) {
      const before = await loggedIn(stage);
      const { user } = before.session.getSnapshot();
      const world = before.reload();
      await world.session.ready();
      world.expectStatus("authenticated");
      equal(world.session.getSnapshot().user, user, "the user");
      await expectAccepted(world);
      world.expectStatus("authenticated");
      equal(world.count("login"), 0, "logins");
    },
  },
  {
    name: "after a refusal the token is renewed once and the request is sent again",
    applies: (stage) => isRenewable(stage) && canSpoil(stage),
    async run(stage) {
      const world = await loggedIn(stage);
      // A sliding token that is renewed within the second of its birth is the same token.
      if (stage.backend.lifecycle === "sliding") await world.wait(1000);
      world.forget();
      world.spoilOnce();
      await expectAccepted(world);
      equal(world.count("refresh"), 1, "refreshes");
      equal(world.count(null), 2, "requests");
      world.expectStatus("authenticated");
    },
  },
];

const renewals: readonly BackendPromise[] = [
  {
    name: "each of three refreshes in a row brings a token that the server accepts",
    applies: isRenewable,
    async run(stage) {
      const world = await loggedIn(stage);
      world.forget();
      for (let round = 1; round <= 3; round += 1) {
        await world.session.refresh();
        await expectAccepted(world, `a request after refresh ${round}`);
      }
      equal(world.count("refresh"), 3, "refreshes");
    },
  },
  {
    name: "the timer renews the token in time",
    applies: (stage) => isRenewable(stage) && stage.lifetime !== undefined,
    async run(stage) {
      const world = await loggedIn(stage);
      world.forget();
      const isRenewed = (): boolean => world.count("refresh") >= 1;
      await world.waitUntil(isRenewed, "no refresh was sent", stage.lifetime);
      world.expectStatus("authenticated");
      await expectAccepted(world);
    },
  },
  {
    name: "a server that is down, or whose proxy says so, logs nobody out",
    async run(stage) {
      const world = await loggedIn(stage);
      const codes = { down: "network", proxy: "server" } as const;
      for (const network of ["down", "proxy"] as const) {
        world.setNetwork(network);
        const status = await world.request().then(
          (answer) => answer.status,
          () => null,
        );
        equal(status, network === "proxy" ? 502 : null, "what the request got");
        if (!isRenewable(stage)) continue;
        const error = await failure(world.session.refresh(), "the refresh");
        equal(error.code, codes[network], "the code");
      }
      world.expectStatus("authenticated");
      world.setNetwork("up");
      if (isRenewable(stage)) await world.session.refresh();
      await expectAccepted(world, "a request after that");
    },
  },
];

const ends: readonly BackendPromise[] = [
  {
    name: "tokens that the server does not know end the session with the reason rejected",
    applies: canSpoil,
    async run(stage) {
      const world = (await loggedIn(stage)).reload({ spoilt: true });
      await world.session.ready();
      await expectRejected(world);
    },
  },
  {
    name: "a logout is told to the server once, and its token is not sent any more",
    async run(stage) {
      const world = await loggedIn(stage);
      const told = world.session.logout();
      world.expectStatus("unauthenticated");
      await told;
      if (stage.backend.logout) equal(world.count("logout"), 1, "logouts sent");
      const failures = world.session.explain().filter(({ type }) => type === "logout-failed");
      equal(failures, [], "logouts that failed");
      check(!(await world.isAccepted()), "a request after the logout is accepted");
      equal(world.last()?.signature, null, "the signature of a request afterwards");
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
      await expectRejected(world);
    },
  },
  {
    name: "a deleted user is logged out with the reason rejected",
    applies: (stage) => stage.remove !== undefined,
    async run(stage) {
      const world = await loggedIn(stage);
      await stage.remove?.();
      await expectRejected(world);
    },
  },
];

/** All promises of backend descriptions. */
export const backendPromises: readonly BackendPromise[] = [
  ...logins,
  ...requests,
  ...renewals,
  ...ends,
];
