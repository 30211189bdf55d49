// Descriptions of servers as nobody would write them: any life cycle, any of the operations, functions that stumble.
import type {
  AccountOperation,
  Answer,
  Backend,
  Challenge,
  Grant,
  LoginAnswer,
  Meaning,
} from "@sojourn/core";
import type { Dice } from "../simulation/dice.ts";
import { pick, seldom } from "./choose.ts";

/** The user who is logged in, if known. */
export type FuzzUser = { readonly name: string } | bigint | null;

/** The one thing that these servers do besides. */
export type FuzzAccount = { readonly rename: AccountOperation<string, FuzzUser> };

/** A description. */
export type FuzzBackend = Backend<string, FuzzUser, FuzzAccount>;

/** The URLs of the servers. */
export const BASE = "https://api.example.com/";

type Rejects = (answer: Answer) => boolean;

const meanings: readonly ((answer: Answer) => Meaning | undefined)[] = [
  () => undefined,
  ({ status }) => (status === 404 ? "rejected" : undefined),
  ({ status }) => (status === 400 ? "throttled" : undefined),
  ({ status }) => (status === 401 ? "value" : undefined),
];

const rejections: readonly Rejects[] = [
  ({ status }) => status === 401 || status === 403,
  ({ status, body }) => status === 401 && (body as { code?: string } | null)?.code === "no",
  () => true,
  () => false,
];

const challenges: readonly ((answer: Answer) => Challenge | undefined)[] = [
  ({ status }) => (status === 401 ? "refused" : undefined),
  ({ status }) => (status === 401 ? "refused" : status === 403 ? "doubtful" : undefined),
  ({ status }) => (status === 401 || status === 403 ? "doubtful" : undefined),
  ({ status }) => (status === 401 ? "gone" : undefined),
  () => "refused",
  () => "doubtful",
];

/** Reads a grant out of a body that has one; a partial one where the body holds no more. */
function readGrant(body: unknown): Grant<FuzzUser> | undefined {
  const { access, refresh, expiresIn, user } = (body ?? {}) as Partial<Grant<FuzzUser>>;
  return access === undefined ? undefined : { access, refresh, expiresIn, user };
}

/** Asks for a step before it grants anything. */
function readPending(body: unknown): LoginAnswer<FuzzUser> | undefined {
  return readGrant(body) && { pending: { step: "code", ticket: "a-ticket" } };
}

function readUser(body: unknown): FuzzUser | undefined {
  const { name } = (body ?? {}) as { name?: string };
  return name === undefined ? undefined : { name };
}

/** Rolls a description. */
export function rollBackend(dice: Dice): FuzzBackend {
  const lifecycle = seldom(dice, 2, "pair", ["sliding", "fixed"] as const);
  const stumbling = dice.roll(5) === 4;
  /** The function, which throws now and then in some runs. */
  const guard = <Args extends unknown[], Result>(work: (...args: Args) => Result) => {
    if (!stumbling) return work;
    return (...args: Args): Result => {
      if (dice.roll(15) === 14) throw new Error("The description stumbles.");
      return work(...args);
    };
  };
  const rejects = guard(seldom(dice, 3, rejections[0] as Rejects, rejections));
  const means = guard(pick(dice, meanings));
  const signed = dice.roll(2) === 1;
  const read = guard(readGrant);
  const me = {
    method: "GET",
    path: "me/",
    signed: true,
    read: guard(seldom(dice, 20, readUser, [() => 1n, () => undefined])),
    rejects,
  } as const;
  const hasRefresh = seldom(dice, 6, lifecycle !== "fixed", [true, false]);
  return {
    baseUrl: BASE,
    lifecycle,
    login: {
      method: "POST",
      path: "login/",
      body: guard((name) => ({ name })),
      read: dice.roll(6) === 5 ? readPending : read,
      rejects,
      ...(dice.roll(4) === 3 && { means }),
    },
    steps: {
      code: {
        method: "POST",
        path: guard(() => "login/"),
        headers: guard(({ ticket }) => ({ "x-ticket": ticket })),
        body: guard(({ input }: { input: string; ticket: string }) => ({ name: input })),
        read,
        rejects,
      },
    },
    ...(hasRefresh && {
      refresh: {
        method: "POST",
        path: "refresh/",
        signed,
        body: guard(({ access, refresh }) => ({ access, refresh })),
        read,
        rejects,
      },
    }),
    ...(dice.roll(3) > 0 && { me }),
    ...(dice.roll(3) === 2 && {
      verify: { method: "POST", path: "verify/", body: guard((tokens) => tokens), rejects },
    }),
    ...(dice.roll(2) === 1 && { user: guard(({ sub }) => ({ name: `${sub}` })) }),
    ...(dice.roll(3) > 0 && { logout: { method: "POST", path: "logout/", signed, rejects } }),
    logoutReach: pick(dice, ["token", "user"]),
    ...(dice.roll(3) > 0 && { challenge: guard(pick(dice, challenges)) }),
    ...(stumbling && { fields: guard(() => ({})) }),
    ...(stumbling && { header: guard((access) => ["Authorization", `Bearer ${access}`] as const) }),
    account: {
      rename: {
        method: "PATCH",
        path: "me/",
        signed: true,
        body: (name) => ({ name }),
        read: readUser,
        rejects,
        after: "user",
      },
    },
  };
}
