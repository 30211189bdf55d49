/** The token systems on offer: for each, the one line that an app writes to use it. */
import {
  type AccountOperation,
  type Backend,
  cookieMode,
  type LoginOperation,
  type Step,
} from "@sojourn/core";
import {
  type AllauthProviderToken,
  allauthHeadless,
  authToken,
  djoser,
  djoserJwt,
  djRestAuth,
  djRestAuthJwt,
  drfJwt,
  knox,
  ninjaJwt,
  sessionAuth,
  simpleJwt,
  slidingJwt,
} from "@sojourn/django";
import { oauth2 } from "@sojourn/oauth2";

/** The data of the login form. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The user, as the demo's servers tell it. */
export interface Person {
  readonly username: string;
  /** The id, if the server tells one. */
  readonly id?: number | string | undefined;
  readonly email?: string | undefined;
  /** Whether they may enter the staff room, if the server tells. */
  readonly isStaff?: boolean | undefined;
}

/** The account operations that these pages use, of servers that have them. */
export type Operations = {
  readonly me?: AccountOperation<void, Person>;
  /** Logs in with an account at the demo's identity provider: dj-rest-auth's way. */
  readonly demoProvider?: LoginOperation<{ access_token: string }, Person>;
  /** The same for any provider: allauth's way. */
  readonly socialLogin?: LoginOperation<AllauthProviderToken, Person>;
};

/** The further steps of a login that these pages know, of servers that have them. */
export type FurtherSteps = {
  /** The code of an authenticator app. */
  readonly mfa_authenticate?: Step<{ code: string }, unknown>;
};

/** Any backend of this page. */
export type AnyBackend = Backend<Credentials, Person, Operations, FurtherSteps>;

/** The names of the token systems, as in the address and in the server's paths. */
export type SystemId = keyof typeof systems;

/** A token system. */
export interface System {
  readonly label: string;
  /** One sentence on how its tokens live. */
  readonly about: string;
  /** Where it is on a server, with a slash at the end. Default: its name. */
  readonly path?: string;
  backend(baseUrl: string): AnyBackend;
}

const me = { path: "me/", read: readPerson };
/** Where dj-rest-auth takes the access tokens of the demo's identity provider. */
const social = { demoProvider: "fake/" };
const daveHasOne = "In the browser, dave’s authenticator app says 123456.";

/** All token systems, in the order of the menu. */
export const systems = {
  simplejwt: {
    label: "simplejwt",
    about: "A short-lived access token, renewed with a refresh token that stays the same.",
    backend: (baseUrl: string): AnyBackend => simpleJwt({ baseUrl, user: me }),
  },
  "simplejwt-rotating": {
    label: "simplejwt, rotating",
    about: "Each renewal also brings a new refresh token; the old one goes on a blacklist.",
    backend: (baseUrl: string): AnyBackend => simpleJwt({ baseUrl, user: me }),
  },
  sliding: {
    label: "simplejwt, sliding",
    about: "One token, exchanged for a new one while it is valid.",
    backend: (baseUrl: string): AnyBackend => slidingJwt({ baseUrl, user: me }),
  },
  "drf-jwt": {
    label: "drf-jwt",
    about: "One token, exchanged for a new one until a fixed time after login.",
    backend: (baseUrl: string): AnyBackend =>
      drfJwt({
        baseUrl,
        user: me,
        paths: { logout: "api-token-blacklist/" },
      }),
  },
  authtoken: {
    label: "authtoken",
    about: "One opaque token per user that never expires; the server has no logout.",
    backend: (baseUrl: string): AnyBackend => authToken({ baseUrl, user: me }),
  },
  djoser: {
    label: "djoser",
    about: "One opaque token per user; logging out deletes it on every device.",
    backend: (baseUrl: string): AnyBackend => djoser({ baseUrl, user: me }),
  },
  "djoser-username": {
    label: "djoser, users by name",
    about: "djoser with USER_ID_FIELD = username, as a tutorial prints it: users have no number.",
    path: "djoser-username/api/v1/",
    backend: (baseUrl: string): AnyBackend => djoser({ baseUrl }),
  },
  "djoser-jwt": {
    label: "djoser, JWT",
    about: "djoser's accounts with simplejwt's pair of tokens.",
    backend: (baseUrl: string): AnyBackend =>
      djoserJwt({ baseUrl, user: me, paths: { logout: "jwt/blacklist/" } }),
  },
  knox: {
    label: "knox",
    about: "One opaque token for each login, until it expires. Nothing renews it.",
    backend: (baseUrl: string): AnyBackend => knox({ baseUrl, user: me }),
  },
  "dj-rest-auth": {
    label: "dj-rest-auth",
    about: "One opaque token per user, with logins by an identity provider.",
    backend: (baseUrl: string): AnyBackend =>
      djRestAuth({ baseUrl, user: { read: readPerson }, social }),
  },
  "dj-rest-auth-jwt": {
    label: "dj-rest-auth, JWT",
    about: "dj-rest-auth's accounts with simplejwt's pair of tokens.",
    backend: (baseUrl: string): AnyBackend =>
      djRestAuthJwt({ baseUrl, user: { read: readPerson }, social }),
  },
  "dj-rest-auth-cookie": {
    label: "dj-rest-auth with cookies",
    about:
      "The refresh token is in a cookie, the access token only in memory: storage has neither.",
    backend: (baseUrl: string): AnyBackend =>
      djRestAuthJwt({ baseUrl, user: { read: readPerson }, social, cookies: true }),
  },
  "simplejwt-cookie": {
    label: "simplejwt with a refresh cookie",
    about: "Small views put simplejwt's refresh token into a cookie; CSRF is checked.",
    backend: (baseUrl: string): AnyBackend =>
      simpleJwt({
        baseUrl,
        user: me,
        paths: { login: "auth/login/", refresh: "auth/refresh/", logout: "auth/logout/" },
        cookies: cookieMode({ to: "auth", csrf: { cookie: "csrftoken", header: "X-CSRFToken" } }),
      }),
  },
  session: {
    label: "Django sessions",
    about: "Django's own session cookie signs all requests: no script has a token.",
    backend: (baseUrl: string): AnyBackend => sessionAuth({ baseUrl, user: me }),
  },
  ninja: {
    label: "ninja-jwt",
    about: "simplejwt's pair of tokens for Django Ninja, below paths without a last slash.",
    backend: (baseUrl: string): AnyBackend =>
      ninjaJwt({ baseUrl, user: me, paths: { logout: "token/blacklist" } }),
  },
  allauth: {
    label: "allauth",
    about: `One opaque token for each login, which may ask for a second factor. ${daveHasOne}`,
    backend: (baseUrl: string): AnyBackend =>
      allauthHeadless({ baseUrl, user: { read: readPerson } }),
  },
  "allauth-jwt": {
    label: "allauth, JWT",
    about: `allauth's logins with a pair of tokens. ${daveHasOne}`,
    backend: (baseUrl: string): AnyBackend =>
      allauthHeadless({ baseUrl, strategy: "jwt", user: { read: readPerson } }),
  },
  oauth2: {
    label: "OAuth 2.0",
    about: "A token endpoint with the password grant; each renewal brings a new refresh token.",
    backend: (baseUrl: string): AnyBackend =>
      oauth2({
        baseUrl,
        clientId: "sojourn-spa",
        paths: { token: "o/token/", revoke: "o/revoke_token/" },
        user: me,
      }),
  },
} satisfies Record<string, System>;

/** The path of a token system below the root of a server. */
export function pathOf(id: SystemId): string {
  const { path = `${id}/` }: System = systems[id];
  return path;
}

/** The names of all token systems. */
export const systemIds = Object.keys(systems) as SystemId[];

function readPerson(body: Readonly<Record<string, unknown>>): Person | undefined {
  const { id = body.pk, username, email, is_staff } = body;
  if (typeof username !== "string" || (typeof id !== "number" && typeof id !== "string")) return;
  return {
    id: String(id),
    username,
    email: typeof email === "string" ? email : "",
    isStaff: is_staff === true,
  };
}
