// The backend contract on a real Django: every case with a user of its own.
import { backendContract } from "@sojourn/conformance";
import type { BackendStage } from "@sojourn/core/testing";
import { describe, it } from "vitest";
import { type DjangoServer, openServer, type Person, shortLived } from "./django-server.ts";
import { createJar } from "./jar.ts";
import { backendOf, type Mount } from "./mounts.ts";

function stageOn(mount: Mount, home: DjangoServer, person: Person): BackendStage<Person, unknown> {
  const backend = backendOf(mount, home);
  return {
    backend,
    credentials: person,
    wrong: { ...person, password: "something else" },
    resource: "posts/",
    ...(backend.refresh && { lifetime: Number(shortLived.SOJOURN_ACCESS_LIFETIME_MS) }),
    deactivate: () => home.change(person, { active: false }),
    remove: () => home.change(person, { delete: true }),
    ...(backend.cookies && inJar(mount)),
  };
}

/** A browser's share of the work, which Node leaves to us. */
function inJar({
  accessCookie,
}: Mount): Pick<BackendStage<Person, unknown>, "fetch" | "ports" | "spoilCookies"> {
  const jar = createJar();
  return {
    fetch: jar.fetch,
    ports: { readCookie: jar.readCookie },
    spoilCookies: (which) => jar.spoil(which === "access" ? accessCookie : undefined),
  };
}

/** Registers the contract for a mount. `home` tells its server, started with `shortLived`, once the tests run. */
export function contractOn(mount: Mount, home: () => DjangoServer): void {
  describe.concurrent(mount.name, () => {
    const nobody = { username: "", password: "" };
    backendContract(
      it.concurrent,
      stageOn(mount, openServer("http://none.example"), nobody),
      async () => stageOn(mount, home(), await home().newPerson()),
    );
  });
}
