// A world for the recipes: the session of the docs as it stands there, and a fake server behind the page's own `fetch`.
import { createClock, createTokenServer, type TokenServer } from "@sojourn/core/testing";
import { vi } from "vitest";

/** What the fake API answers at a path to the person who asks. */
type Resource = (username: string) => Response;

const resources: Readonly<Record<string, Resource>> = {
  "posts/": (username) => Response.json([{ id: 1, text: `A post by ${username}` }]),
  "likes/": () => Response.json([1, 2]),
  "graphql/": (username) => {
    const posts = [{ __typename: "Post", id: 1, text: `A post by ${username}` }];
    return Response.json({ data: { posts } });
  },
  "events/": (username) => {
    const open = (stream: ReadableStreamDefaultController) =>
      stream.enqueue(new TextEncoder().encode(`data: Hello ${username}\n\n`));
    const headers = { "content-type": "text/event-stream" };
    return new Response(new ReadableStream({ start: open }), { headers });
  },
};

export interface World {
  readonly server: TokenServer;
  /** The statuses of all answers at this path, in order. */
  answers(path: string): readonly (number | null)[];
  /** Holds the answers at this path back. Call what it returns to let them go. */
  hold(path: string): () => void;
}

/** Puts a server behind `fetch`. Its posts tell who asked for them. */
export function openWorld(): World {
  const server = createTokenServer({ clock: createClock(Date.now()) });
  const held = new Map<string, Promise<void>>();
  const answer: typeof fetch = async (input, init) => {
    const response = await server.fetch(input, init);
    const path = pathOf(input, server.baseUrl);
    await held.get(path);
    const resource = resources[path];
    if (!resource || !response.ok) return response;
    const { headers } = await response.json();
    return resource(usernameIn(headers.authorization));
  };
  vi.stubGlobal("fetch", vi.fn(answer));
  return {
    server,
    answers: (path) =>
      server.requests.filter((seen) => seen.path === path).map(({ status }) => status),
    hold(path) {
      let release = (): void => {};
      held.set(
        path,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      return () => {
        held.delete(path);
        release();
      };
    },
  };
}

/** The credentials of somebody whom the server knows. */
export const as = (username: string) => ({ username, password: "correct horse" });

function pathOf(input: RequestInfo | URL, baseUrl: string): string {
  const url = typeof input === "object" && "url" in input ? input.url : `${input}`;
  return url.replace(baseUrl, "").replace(/\?.*/, "");
}

function usernameIn(authorization: string): string {
  const [, payload = ""] = authorization.split(".");
  return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))).username;
}
