// The rows of the matrix in docs/backends.md: the mounts of the real Django, and the real FastAPI.
import { extendBackend } from "@sojourn/core";
import { oauth2 } from "@sojourn/oauth2";
import { type OwnServer, startFastApi, startServer } from "../django-server.ts";
import { type AnyBackend, allMounts, cookieMounts, type Mount } from "../mounts.ts";
import type { ColumnName, Row } from "./columns.ts";

/** A kind of server, and what it cannot do although its description could: see oauth2.django.test.ts. */
interface Kind extends Pick<Mount, "name" | "prefix" | "describe" | "accessCookie"> {
  /** The server that it runs on. Default: the Django. */
  readonly on?: "django with JWT" | "fastapi";
  readonly lacks?: readonly ColumnName[];
}

/** The user of `me/`. */
const user = {
  path: "me/",
  read: ({ username }: Readonly<Record<string, unknown>>) =>
    typeof username === "string" ? { username } : undefined,
};

/** FastAPI's tutorial accepts the token of a disabled user, and then answers 400: see the README of `@sojourn/oauth2`. */
function fastApi(baseUrl: string): AnyBackend {
  return extendBackend(oauth2({ baseUrl, refresh: false, user }), {
    me: { rejects: ({ status }) => status === 401 || status === 400 },
    challenge({ status }) {
      if (status === 400) return "doubtful";
      return status === 401 ? "refused" : undefined;
    },
  });
}

/** All rows, in the order of the table. */
export const kinds: readonly Kind[] = [
  ...allMounts.map((mount): Kind => {
    if (mount.scheme === "JWT") return { ...mount, on: "django with JWT" };
    return mount;
  }),
  ...Object.values(cookieMounts).map((mount: Mount): Kind => {
    // The small views of the playground have no messages for single fields, and Django's views no throttle.
    if (mount.prefix === "session") return { ...mount, lacks: ["field errors", "throttled"] };
    return mount;
  }),
  {
    name: "django-oauth-toolkit",
    prefix: "oauth2",
    describe: (baseUrl) =>
      oauth2({
        baseUrl,
        clientId: "sojourn-spa",
        paths: { token: "o/token/", revoke: "o/revoke_token/" },
        user,
      }),
    lacks: ["field errors", "deactivated user"],
  },
  {
    name: "FastAPI's tutorial",
    prefix: "",
    describe: fastApi,
    on: "fastapi",
    lacks: ["throttled"],
  },
];

/** The servers of all rows. */
export interface Servers {
  rowOf(kind: Kind): Row;
  stop(): Promise<void>;
}

/** Starts the servers. `drf-jwt` with the scheme `JWT` has one of its own. */
export async function startServers(): Promise<Servers> {
  const [django, withJwt, fastapi] = await Promise.all([
    startServer(),
    startServer(),
    startFastApi(),
  ]);
  await withJwt.settings({ drfJwt: { scheme: "JWT" } });
  // Otherwise allauth looks up nobody, and access tokens work until they expire: see allauth-accounts.django.test.ts.
  await django.settings({ allauth: { statefulJwt: true } });
  const servers: Readonly<Record<string, OwnServer>> = { "django with JWT": withJwt, fastapi };
  return {
    rowOf({ on = "django", name, prefix, describe, accessCookie }) {
      const home = servers[on] ?? django;
      const folder = prefix && `${prefix}/`;
      return { name, prefix, home, accessCookie, backend: describe(`${home.url}/${folder}`) };
    },
    async stop() {
      await Promise.all([django.stop(), withJwt.stop(), fastapi.stop()]);
    },
  };
}
