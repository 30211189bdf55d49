// The backends for each file of recordings, and the known meaning of each recording, by its name.
import type { Backend, Challenge } from "@sojourn/core";
import {
  allauthHeadless,
  authToken,
  djangoRestFrameworkJwt,
  djoser,
  djoserJwt,
  djRestAuth,
  djRestAuthJwt,
  drfJwt,
  type JsonObject,
  knox,
  ninjaJwt,
  simpleJwt,
  slidingJwt,
} from "@sojourn/django";
import type { Recorded, Verdict } from "./wire.ts";

// biome-ignore lint/suspicious/noExplicitAny: a list of backends of all types
export type AnyBackend = Backend<any, any, any>;

const baseUrl = "https://api.example.com/";
const me = { path: "api/me/", read: readName };

function readName({ id, username }: JsonObject): { username: string } | undefined {
  return id && typeof username === "string" ? { username } : undefined;
}

/** The files of recordings, and the backends that may describe each. */
export const files: Readonly<Record<string, (profile: string) => AnyBackend[]>> = {
  simplejwt: (profile) => simple(profile),
  "simplejwt-versions": (profile) => simple(profile),
  "jpadilla-jwt": () => [djangoRestFrameworkJwt({ baseUrl, user: me })],
  "drf-jwt": (profile) => [
    drfJwt({
      baseUrl,
      user: me,
      paths: { logout: profile.includes("blapp") ? "api-token-blacklist/" : null },
    }),
  ],
  authtoken: () => [authToken({ baseUrl, user: me })],
  djoser: (profile) => {
    if (profile.includes("jwtprefix")) return [jwt("JWT"), opaque()];
    if (profile.includes("djoser_jwt")) return [jwt("Bearer")];
    const email = profile === "emailuser";
    return [
      email ? djoser({ baseUrl, prefix: "auth/", usernameField: "email" }) : opaque(),
      jwt("Bearer"),
    ];
  },
  knox: knoxBackends,
  "dj-rest-auth": (profile) => {
    const options = { baseUrl, prefix: "dj-rest-auth/" };
    return profile.includes("ra_jwt") ? [djRestAuthJwt(options)] : [djRestAuth(options)];
  },
  "ninja-jwt": () => [
    ninjaJwt({
      baseUrl,
      user: { ...me, path: "ninja/me" },
      paths: {
        login: "ninja/token/pair",
        refresh: "ninja/token/refresh",
        verify: "ninja/token/verify",
        logout: "ninja/logout/blacklist",
      },
    }),
  ],
  "allauth-headless": (profile) => {
    return [allauthHeadless({ baseUrl, strategy: profile.includes("aa_jwt") ? "jwt" : "session" })];
  },
  drf: () => [authToken({ baseUrl, user: me, sessionFirst: true })],
  cors: () => [authToken({ baseUrl, user: me })],
  browser: () => [authToken({ baseUrl, user: me })],
};

function simple(profile: string): AnyBackend[] {
  const scheme = profile === "jwtprefix" ? "JWT" : "Bearer";
  const paths = {
    login: "api/token/",
    refresh: "api/token/refresh/",
    verify: "api/token/verify/",
    logout: "api/token/blacklist/",
  };
  const sliding = { login: "api/sliding/", refresh: "api/sliding/refresh/" };
  return [
    simpleJwt({ baseUrl, scheme, user: me, paths }),
    slidingJwt({ baseUrl, scheme, user: me, paths: sliding }),
  ];
}

function knoxBackends(profile: string): AnyBackend[] {
  const settings = {
    baseUrl,
    autoRefresh: profile.includes("autorefresh"),
    user: profile.includes("withuser") ? { read: readUsername } : me,
  };
  const paths = { logout: "knox/logout/", logoutEverywhere: "knox/logoutall/" };
  return [
    knox({ ...settings, paths: { ...paths, login: "knox/login/" } }),
    knox({ ...settings, basicLogin: true, paths: { ...paths, login: "knox/basic-login/" } }),
  ];
}

function readUsername({ username }: JsonObject): { username: string } | undefined {
  return typeof username === "string" ? { username } : undefined;
}

function opaque(): AnyBackend {
  return djoser({ baseUrl, prefix: "auth/" });
}

function jwt(scheme: string): AnyBackend {
  return djoserJwt({ baseUrl, prefix: "auth/", scheme });
}

/** Recordings that no backend describes, and why. */
export const others: readonly [reason: string, test: (one: Recorded) => boolean][] = [
  ["no request: what JavaScript does to a text", (one) => one.path === null],
  ["no answer that script may see: a network error", (one) => one.status === 0],
  ["a preflight: the browser's own request", (one) => one.method === "OPTIONS"],
  ["a page of another path, asked for to see that", (one) => one.path === "/"],
  ["allauth's settings: nothing asks for them", (one) => one.path === "/_allauth/app/v1/config"],
];

/** Successes that say that the set-up is wrong, by name (and profile). */
export const unusable: readonly RegExp[] = [
  // The browsable API, had the SDK asked for HTML.
  /accept-html /,
  // With JWT_AUTH_HTTPONLY the refresh token is only in a cookie.
  /jwt-login\/ok \(ra_jwt,blapp/,
];

/** Paths of the API itself: an answer from there is a challenge or nothing. */
export const protectedPaths = /^\/(api|auth\/users)\//;

// The meaning of a 4xx with JSON for the operation, by the name (and profile) of the recording. The first match counts.
export const meanings: readonly [operation: RegExp, name: RegExp, Verdict][] = [
  // A header that the SDK never sends to a public address.
  [/./, /with-stale-authorization /, "invalid"],
  [/^allauthHeadless\.login$/, /(with-stale-session-token|already-logged-in-409) /, "invalid"],
  // A sign-up that waits for its step, and logouts that are done: each a 401 or 410.
  [/^allauthHeadless\.account\.signUp$/, /email-verification-pending /, "value"],
  [/^allauthHeadless\.logout$/, /./, "value"],
  // Nor does it send a cookie that the server could refuse.
  [/^djRestAuthJwt\.login$/, /with-bad-cookie /, "invalid"],
  // Nonsense that the SDK never sends: DRF names it under non_field_errors, like wrong credentials.
  [
    /^(drfJwt|djangoRestFrameworkJwt|authToken|djoser|knox|djRestAuth)\.login$/,
    /json-(array|string) /,
    "rejected",
  ],
  [/./, /json-(array|string) /, "invalid"],
  // The password is right, but the user has too many tokens.
  [/^knox\.login$/, /token-limit-403 /, "invalid"],
  [/./, /malformed-json /, "invalid"],
  // djoser calls missing fields wrong credentials (djoser/serializers.py, TokenCreateSerializer).
  [/^djoser\.login$/, /\/(missing|empty-body)/, "rejected"],
  [/^djoser\.login$/, /username-instead-of-email /, "rejected"],
  [/login$/, /(username-instead-of-email|email-field-rejected) /, "invalid"],
  // Without any token, dj-rest-auth answers as to a dead one; the SDK always sends one.
  [/^djRestAuthJwt\.refresh$/, /jwt-refresh\/missing /, "rejected"],
  // Ninja reads nothing but JSON.
  [/^ninjaJwt\.login$/, /form-encoded /, "invalid"],
  [/./, /\/(missing|blank|null|empty-body|password-is-object)/, "invalid"],
  [
    /login$/,
    /(wrong-password|unknown-user|inactive-user|before-activation|accept-language-de) /,
    "rejected",
  ],
  // Without any token a server that has the session class first gives no code; the SDK always sends one.
  [/^simpleJwt\.me$/, /no-token \(session_first/, "invalid"],
  // With a secret per user, drf-jwt answers a deleted user's request with a bare list.
  [
    /^(drfJwt|djangoRestFrameworkJwt)\.me$/,
    /protected\/deleted-user \(refresh,usersecret/,
    "invalid",
  ],
  // No token in the body: the client's fault, as is a cookie without one.
  [/refresh$/, /cookie-only /, "invalid"],
  [/(refresh|verify|logout|logoutEverywhere|\.me)$/, /./, "rejected"],
  // A form about oneself, without a token or with a dead one.
  [/account/, /(unauth|no-token) /, "rejected"],
  // djoser's public forms and its forms about oneself: messages to show.
  [/account/, /./, "invalid"],
];

// The meaning of a refused signed request, by the name (and profile) of the recording. The first match counts.
export const challenges: readonly [
  backend: RegExp,
  name: RegExp,
  status: number,
  Challenge | undefined,
][] = [
  [
    /simpleJwt|slidingJwt|ninjaJwt/,
    /(deleted-user|inactive-user|after-password-change) /,
    401,
    "gone",
  ],
  [/simpleJwt/, /(garbage-token|expired-access) \(session_first/, 403, "refused"],
  // On a server that has the session class first: no code, and so nothing but a question helps.
  [/authToken/, /^(session-first|default-auth|csrf)\//, 403, "doubtful"],
  [/drfJwt/, /(blacklisted|blacklist\/repeated) /, 403, "doubtful"],
  // allauth's authenticator for session tokens has no challenge, so it is always a 403.
  [/allauthHeadless/, /^drf-me\//, 403, "doubtful"],
  [/allauthHeadless/, /^(session|logout)\//, 410, "refused"],
  [/./, /./, 401, "refused"],
  [/./, /./, 403, undefined],
  // With a secret per user, drf-jwt answers a deleted user's request so. The next refresh says it plainly.
  [/drfJwt|djangoRestFrameworkJwt/, /^protected\/deleted-user /, 400, undefined],
];
