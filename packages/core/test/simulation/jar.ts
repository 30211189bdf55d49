// The jar of cookies in a simulation: all tabs of the browser share it, and the server's answers fill it, also behind frozen tabs.
import type { TokenServer } from "@sojourn/core/testing";
import type { Setting } from "./setting.ts";

type ServerRequest = Parameters<TokenServer["act"]>[0];
type Body = Readonly<Record<string, unknown>>;

/** What an answer does to the jar when the browser receives it. */
export type Filling = Body | "empty" | null;

/** The jar. */
export interface Jar {
  /** The refresh token in it. */
  refresh(): string | undefined;
  /** The access token in it, which signs requests with cookies. */
  access(): string | undefined;
  /** The request as the server sees it, with the cookies that the browser sends along. */
  dress(request: ServerRequest): ServerRequest;
  /** The answer as the page sees it, and what it does to the jar. */
  strip(path: string, body: Body): { readonly body: Body; readonly filling: Filling };
  /** The browser received an answer. */
  fill(filling: Filling): void;
}

/** Makes an empty jar. `null`: the setting has none. */
export function createJar({ cookies, accessLifetime }: Setting): Jar | null {
  if (!cookies) return null;
  let tokens: { readonly refresh?: string; readonly access?: string } = {};
  const jar: Jar = {
    refresh: () => tokens.refresh,
    access: () => (cookies === "all" ? tokens.access : undefined),
    dress(request) {
      const { path, headers } = request;
      if (path === "token/refresh/" || path === "token/blacklist/")
        return { ...request, body: JSON.stringify({ refresh: tokens.refresh }) };
      const access = path.startsWith("token/") ? undefined : jar.access();
      if (!access) return request;
      return { ...request, headers: { ...headers, authorization: `Bearer ${access}` } };
    },
    strip(path, body) {
      if (path === "token/blacklist/") return { body, filling: "empty" };
      const { access, refresh, ...rest } = body;
      if (!access) return { body, filling: null };
      const shown = cookies === "all" ? { ...rest, expires_in: accessLifetime / 1000 } : { access };
      return { body: shown, filling: refresh ? { access, refresh } : { access } };
    },
    fill(filling) {
      if (filling === "empty") tokens = {};
      else if (filling) tokens = { ...tokens, ...filling };
    },
  };
  return jar;
}
