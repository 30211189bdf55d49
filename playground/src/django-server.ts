/** The real Django of `playground/django`, controlled through its control panel. */
import { pathOf, type SystemId } from "./backends.ts";
import type { Server } from "./server.ts";

/** Its URL: a test sets it before the page's first script. */
const { djangoUrl } = globalThis as { djangoUrl?: string };
const given: string = djangoUrl || import.meta.env.VITE_DJANGO_URL || "http://127.0.0.1:8000";
/** On the site of the page, so that cookies may go along: for a browser, 127.0.0.1 and localhost are two sites. */
const root =
  location.hostname === "localhost" ? given.replace("//127.0.0.1:", "//localhost:") : given;

/** The real Django's mount of this token system. `lifetime` in milliseconds. */
export function openDjango(system: SystemId, lifetime: number): Server {
  const setLifetime = (): Promise<void> =>
    control("POST", "settings/", {
      accessLifetimeMs: lifetime,
      drfJwt: { expirationMs: lifetime },
    });
  const fault = (what: object): Promise<void> =>
    control("POST", "faults/", { prefix: system, ...what });
  return {
    baseUrl: `${root}/${pathOf(system)}`,
    async problem() {
      try {
        await setLifetime();
        return null;
      } catch {
        return `No Django answers at ${root}. Start it with “pnpm django”.`;
      }
    },
    revoke: (username) => control("POST", "users/", { username, revoke: true }),
    setActive: (username, active) => control("POST", "users/", { username, active }),
    async setBroken(broken) {
      if (broken) await fault({ status: 503, html: true, times: null });
      else await control("DELETE", `faults/?prefix=${system}`);
    },
    throttle: (times, seconds) => fault({ status: 429, retryAfter: seconds, times }),
    loseAnswer: (path) => fault({ path, dropAfter: true }),
    async allowAtProvider() {
      const carol = { email: "carol@example.test" };
      const answer = await ask("POST", "identity-provider/approve/", carol);
      const { access_token: token } = await answer.json();
      return token;
    },
    async reset() {
      await control("POST", "reset/");
      await setLifetime();
    },
  };
}

async function control(method: string, path: string, body?: object): Promise<void> {
  await ask(method, `control/${path}`, body);
}

async function ask(method: string, path: string, body?: object): Promise<Response> {
  const answer = await fetch(`${root}/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`Django said ${answer.status} to ${path}`);
  return answer;
}
