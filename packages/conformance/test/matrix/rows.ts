// The rows of the matrix in docs/backends.md: the mounts of the real Django, and the real FastAPI.
import { defineBackend } from "@sojourn/core";
import { type OwnServer, type Person, startFastApi, startServer } from "../django-server.ts";
import { type AnyBackend, allMounts, type Mount } from "../mounts.ts";
import type { ColumnName, Row } from "./columns.ts";

/** A kind of server, and what it cannot do although its description could. */
interface Kind extends Pick<Mount, "name" | "prefix" | "describe"> {
  /** The server that it runs on. Default: the Django. */
  readonly on?: "django with JWT" | "fastapi";
  readonly lacks?: readonly ColumnName[];
}

/** The tutorial "OAuth2 with Password, Bearer with JWT tokens". A disabled user is told so with a 400, after the token was accepted. */
function fastApi(baseUrl: string): AnyBackend {
  return defineBackend({
    name: "FastAPI",
    baseUrl,
    login: {
      method: "POST",
      path: "token",
      body: (input: Person) => new URLSearchParams({ ...input }),
      read(body) {
        const { access_token: access } = body as { readonly access_token?: string };
        return access ? { access } : undefined;
      },
      rejects: ({ status }) => status === 401,
    },
    me: {
      method: "GET",
      path: "me/",
      signed: true,
      read: (body) => body as { readonly username: string },
      rejects: ({ status }) => status === 401 || status === 400,
    },
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
    rowOf({ on = "django", name, prefix, describe }) {
      const home = servers[on] ?? django;
      const folder = prefix && `${prefix}/`;
      return { name, prefix, home, backend: describe(`${home.url}/${folder}`) };
    },
    async stop() {
      await Promise.all([django.stop(), withJwt.stop(), fastapi.stop()]);
    },
  };
}
