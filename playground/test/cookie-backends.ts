/** The real servers that keep tokens in cookies, as descriptions: what a tab of the tests opens its session with. */
import { type Backend, type CookieSettings, cookieMode } from "@sojourn/core";
import {
  type Credentials,
  djRestAuthJwt,
  type SimpleJwtUser,
  sessionAuth,
  simpleJwt,
} from "@sojourn/django";

/** The mounts of the server with cookies. */
export type CookieSystem =
  | "dj-rest-auth-cookie"
  | "dj-rest-auth-csrf"
  | "dj-rest-auth-refresh-cookie"
  | "simplejwt-cookie"
  | "session";

/** Any of these descriptions. */
type CookieBackend = Backend<Credentials<"username">, SimpleJwtUser>;

/** Where a server is. */
interface Place {
  readonly baseUrl: string;
  /** Whether the page cannot read the cookie with the CSRF token, because the server is on another site. */
  readonly crossSite: boolean;
}

/** How the CSRF token gets into the header: from the cookie, or from an answer where there is none, or none that the page can read. */
function csrfAt(crossSite: boolean, path: string): CookieSettings["csrf"] {
  const read = (body: unknown): string | undefined =>
    (body as { readonly csrfToken?: string }).csrfToken;
  const asked = { header: "X-CSRFToken", ask: { method: "GET", path, read } } as const;
  return crossSite ? asked : { ...asked, cookie: "csrftoken" };
}

type Read = (body: Readonly<Record<string, unknown>>) => SimpleJwtUser | undefined;
const readPk: Read = ({ pk }) => (pk === undefined ? undefined : { id: `${pk}` });
const readId: Read = ({ id }) => (id === undefined ? undefined : { id: `${id}` });

const restore = true;

/** The description of each server, by its mount. */
const descriptions: Readonly<Record<CookieSystem, (place: Place) => CookieBackend>> = {
  "dj-rest-auth-cookie": ({ baseUrl }) => {
    const cookies = cookieMode({ to: "all", restore });
    return djRestAuthJwt({ baseUrl, user: { read: readPk }, cookies });
  },
  "dj-rest-auth-csrf": ({ baseUrl, crossSite }) => {
    const cookies = cookieMode({ to: "all", restore, csrf: csrfAt(crossSite, "csrf/") });
    return djRestAuthJwt({ baseUrl, user: { read: readPk }, cookies });
  },
  "dj-rest-auth-refresh-cookie": ({ baseUrl }) =>
    djRestAuthJwt({ baseUrl, user: { read: readPk }, cookies: true }),
  "simplejwt-cookie": ({ baseUrl, crossSite }) => {
    const cookies = cookieMode({ to: "auth", restore, csrf: csrfAt(crossSite, "auth/csrf/") });
    const paths = { login: "auth/login/", refresh: "auth/refresh/", logout: "auth/logout/" };
    return simpleJwt({ baseUrl, paths, cookies });
  },
  session: ({ baseUrl, crossSite }) => {
    const csrfCookie = crossSite ? null : undefined;
    return sessionAuth({ baseUrl, user: { path: "me/", read: readId }, csrfCookie });
  },
};

/** The description of one of these servers. */
export function cookieBackend(system: CookieSystem, place: Place): CookieBackend {
  return descriptions[system](place);
}
