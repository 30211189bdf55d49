// Every kind of server, real: the backend contract with tokens that live for a few seconds. The server's own answers decide.
import { backendContract } from "@sojourn/conformance";
import type { BackendStage } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, it } from "vitest";
import {
  type DjangoServer,
  type OwnServer,
  openServer,
  type Person,
  shortLived,
  startServer,
} from "./django-server.ts";
import { allMounts, backendOf, type Mount } from "./mounts.ts";

type Login = { username: string; password: string };

let server: OwnServer;
let withJwt: OwnServer;
beforeAll(async () => {
  [server, withJwt] = await Promise.all([startServer(shortLived), startServer(shortLived)]);
  await withJwt.settings({ drfJwt: { scheme: "JWT" } });
  // Otherwise allauth looks up nobody, and access tokens work until they expire: see allauth-accounts.django.test.ts.
  await server.settings({ allauth: { statefulJwt: true } });
});
afterAll(() => Promise.all([server, withJwt].map((one) => one.stop())));

function stageOn(mount: Mount, home: DjangoServer, person: Person): BackendStage<Login, unknown> {
  const backend = backendOf(mount, home);
  return {
    backend,
    credentials: person,
    wrong: { ...person, password: "something else" },
    resource: "posts/",
    ...(backend.refresh && { lifetime: Number(shortLived.SOJOURN_ACCESS_LIFETIME_MS) }),
    deactivate: () => home.change(person, { active: false }),
    remove: () => home.change(person, { delete: true }),
  };
}

for (const mount of allMounts)
  describe.concurrent(mount.name, () => {
    const nobody = { username: "", password: "" };
    backendContract(
      it.concurrent,
      stageOn(mount, openServer("http://none.example"), nobody),
      async () => {
        const home = mount.scheme === "JWT" ? withJwt : server;
        return stageOn(mount, home, await home.newPerson());
      },
    );
  });
