// Every kind of server, real: the backend contract with tokens that live for a few seconds. The server's own answers decide.
import { afterAll, beforeAll } from "vitest";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { allMounts, cookieMounts } from "./mounts.ts";
import { contractOn } from "./stage.ts";

let server: OwnServer;
let withJwt: OwnServer;
beforeAll(async () => {
  [server, withJwt] = await Promise.all([startServer(shortLived), startServer(shortLived)]);
  await withJwt.settings({ drfJwt: { scheme: "JWT" } });
  // Otherwise allauth looks up nobody, and access tokens work until they expire: see allauth-accounts.django.test.ts.
  await server.settings({ allauth: { statefulJwt: true } });
});
afterAll(() => Promise.all([server, withJwt].map((one) => one.stop())));

for (const mount of [...allMounts, ...Object.values(cookieMounts)])
  contractOn(mount, () => (mount.scheme === "JWT" ? withJwt : server));
