// Every kind of server, real: the backend contract with tokens that live for a few seconds. The server's own answers decide.
import { backendContract } from "@sojourn/conformance";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { allMounts, backendOf, signatureOf } from "./mounts.ts";

let server: OwnServer;
let jwtServer: OwnServer;
beforeAll(async () => {
  [server, jwtServer] = await Promise.all([startServer(shortLived), startServer(shortLived)]);
  await jwtServer.settings({ drfJwt: { scheme: "JWT" } });
});
afterAll(() => Promise.all([server.stop(), jwtServer.stop()]));

for (const mount of allMounts)
  describe.concurrent(mount.name, () => {
    backendContract(it.concurrent, async () => {
      const home = mount.scheme === "JWT" ? jwtServer : server;
      const person = await home.newPerson();
      const backend = backendOf(mount, home);
      return {
        backend,
        credentials: person,
        wrong: { ...person, password: "something else" },
        resource: "posts/",
        signature: signatureOf(mount),
        ...(backend.refresh && { lifetime: 4000 }),
        deactivate: () => home.change(person, { active: false }),
        remove: () => home.change(person, { delete: true }),
      };
    });
  });
