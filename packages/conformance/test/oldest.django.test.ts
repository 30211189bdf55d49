// The backend contract and djoser's account operations on the oldest releases that we say we support.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import "./accounts.django.test.ts";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { mounts } from "./mounts.ts";
import { contractOn } from "./stage.ts";

vi.stubEnv("SOJOURN_STACK", "oldest"); // for every server that this file starts

let server: OwnServer;
beforeAll(async () => {
  server = await startServer(shortLived);
});
afterAll(() => server.stop());

it("these are the releases that the documentation names", async () => {
  expect(await server.packages()).toEqual({
    Django: expect.stringMatching(/^4\.2\./),
    djangorestframework: "3.14.0",
    djangorestframework_simplejwt: "5.0.0",
    djoser: "2.0.4",
  });
});

const { simpleJwt, rotating, sliding, djoser, djoserJwt } = mounts;
for (const mount of [simpleJwt, rotating, sliding, djoser, djoserJwt])
  contractOn(mount, () => server);
