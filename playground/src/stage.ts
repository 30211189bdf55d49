/** What the page has open at the moment: one server, one session, one HTTP client, as chosen. */
import { attachSession } from "@sojourn/axios";
import { type AnyBackend, systems } from "./backends.ts";
import type { Choice } from "./choice.ts";
import { openDjango } from "./django-server.ts";
import { keepEndErrors } from "./error-details.ts";
import { type AnySession, openSession } from "./open-session.ts";
import { createApi, type PostsApi, postsByAxios, postsByFetch } from "./posts.ts";
import type { Server } from "./server.ts";
import type { Wire } from "./wire.ts";

/** All that a choice opens. */
export interface Stage {
  readonly choice: Choice;
  readonly server: Server;
  readonly backend: AnyBackend;
  readonly session: AnySession;
  /** What its requests go through. */
  readonly wire: Wire;
  /** The microblog's API, by fetch or by axios. */
  posts(client: Choice["client"]): PostsApi;
}

/** Opens what was chosen. The session is made, not started. */
export async function openStage(choice: Choice, wire: Wire): Promise<Stage> {
  const lifetime = choice.lifetime * 1000;
  if (choice.where === "django") return setStage(choice, openDjango(choice.system, lifetime), wire);
  const { openInBrowser } = await import("./in-browser-server.ts"); // MSW is large, and Django needs none
  return setStage(choice, await openInBrowser(choice.system, lifetime), wire);
}

/** A session and an HTTP client for this server. */
function setStage(choice: Choice, server: Server, wire: Wire): Stage {
  const backend = systems[choice.system].backend(server.baseUrl);
  const session = openSession(backend, wire, choice.idle * 1000);
  keepEndErrors(session);
  const api = createApi(server.baseUrl, wire.fetch);
  attachSession(api, session);
  const clients = { fetch: postsByFetch(session), axios: postsByAxios(api) };
  return { choice, server, backend, session, wire, posts: (client) => clients[client] };
}
