// The mock servers against the recorded answers of the real ones.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allauthHeadlessSystem } from "../src/allauth-headless.ts";
import { authTokenSystem } from "../src/auth-token.ts";
import { djRestAuthSystem } from "../src/dj-rest-auth.ts";
import { djRestAuthJwtSystem } from "../src/dj-rest-auth-jwt.ts";
import { djoserRules, djoserSystem, tokenRoutes } from "../src/djoser.ts";
import { djoserJwtSystem } from "../src/djoser-jwt.ts";
import type { Project, Route, System } from "../src/drf.ts";
import { drfJwtSystem } from "../src/drf-jwt.ts";
import { Crash, json, Refusal } from "../src/http.ts";
import { knoxSystem } from "../src/knox.ts";
import { ninjaJwtSystem } from "../src/ninja-jwt.ts";
import { simpleJwtSystem } from "../src/simple-jwt.ts";
import type { SimpleJwtVersion } from "../src/simplejwt-tokens.ts";
import { slidingJwtSystem } from "../src/sliding-jwt.ts";
import { replay } from "./replay.ts";
import type { Exchange, Recording } from "./wire/recording.ts";

const SECOND = 1000;
const files = [
  "simplejwt",
  "simplejwt-versions",
  "drf-jwt",
  "jpadilla-jwt",
  "authtoken",
  "djoser",
  "drf",
  "knox",
  "ninja-jwt",
  "dj-rest-auth",
  "allauth-headless",
] as const;
type File = (typeof files)[number];

/** Why an exchange cannot be replayed. */
const reasons: readonly [
  reason: string,
  test: (exchange: Exchange, recording: Recording) => boolean,
][] = [
  [
    "translated texts: the mock servers speak English",
    ({ headers }) => "Accept-Language" in (headers ?? {}),
  ],
  [
    "cookies: the mock servers have none",
    ({ headers, body = "" }, { profile }) =>
      ("Cookie" in (headers ?? {}) && !body.includes("refresh")) || /cookie/.test(profile),
  ],
  ["JWT_GET_USER_SECRET_KEY is not simulated", (_, { profile }) => /usersecret/.test(profile)],
  ["custom claims are not simulated", (_, { profile }) => /customclaims/.test(profile)],
  ["LEEWAY is not simulated", (_, { profile }) => /leeway/.test(profile)],
  [
    "what only a view of the recorded project does: own throttles, parsers, Retry-After as a date",
    ({ name, path }, { version }) =>
      /throttled-nowait|maintenance/.test(path) ||
      (path === "/throttled/api-token-auth/" && version === "3.18.3") || // a subclass of obtain_auth_token
      name === "status/415",
  ],
  ["authenticators without any token system", ({ path }) => path === "/api/default-auth/"],
  ["bytes that are no UTF-8 cannot be in a text", ({ name }) => name === "status/400-invalid-utf8"],
  ["ALLOWED_HOSTS is not simulated", ({ headers }) => "Host" in (headers ?? {})],
];

/** The views of the project that was recorded, beside those of the packages. */
const projectViews: readonly Route[] = [
  ...["me/", "session-first/", "token-first/", "basic-first/"].map(
    (path): Route => ({
      path,
      allow: "users",
      views: {
        GET: ({ user }) =>
          json(200, {
            id: user?.id,
            username: path === "me/" && typeof user?.id === "string" ? user.email : user?.username,
          }),
        POST: ({ data }) => json(200, { echo: data() }),
      },
    }),
  ),
  { path: "admin-only/", allow: "nobody", views: { GET: () => json(200), POST: () => json(200) } },
  {
    path: "object-permission/",
    allow: "users",
    views: {
      GET: () => {
        throw new Refusal(403, { detail: "You may not see this." });
      },
      POST: () => json(200),
    },
  },
  {
    path: "public/",
    allow: "anyone",
    views: { GET: ({ user }) => json(200, { authenticated: user !== null }) },
  },
  {
    path: "not-found/",
    allow: "anyone",
    views: {
      GET: () => {
        throw new Refusal(404, { detail: "No item matches the given query." });
      },
    },
  },
  {
    path: "boom/",
    allow: "anyone",
    views: {
      GET: () => {
        throw new Crash("RuntimeError");
      },
    },
  },
  { path: "json-only/", allow: "anyone", views: { POST: ({ data }) => json(200, data()) } },
];

function read(file: File): Recording[] {
  return JSON.parse(readFileSync(new URL(`wire/${file}.json`, import.meta.url), "utf8"));
}

function withViews(system: System): System {
  const own = projectViews.filter(
    ({ path }) => !system.routes.some((route) => route.path === path) || path === "me/",
  );
  return { ...system, routes: [...own, ...system.routes] };
}

function systemOf(file: File, { version, profile }: Recording): System {
  const has = (word: string): boolean => profile.split(",").includes(word);
  const loginField = has("emailuser") ? ("email" as const) : ("username" as const);
  if (file === "drf-jwt" || file === "jpadilla-jwt") {
    const name = file === "drf-jwt" ? ("drf-jwt" as const) : ("djangorestframework-jwt" as const);
    return drfJwtSystem({
      package: name,
      loginField,
      allowRefresh: has("refresh") || (name === "drf-jwt" && !has("norefresh")) || has("emailuser"),
      blacklist: has("blapp_drfjwt"),
      includeUser: has("withuser"),
      ...(has("short") ? { access: 3 * SECOND, refresh: 5 * SECOND } : {}),
      paths: { login: "api-token-auth/" },
    });
  }
  if (file === "authtoken" || file === "drf") return authTokenSystem({ loginField });
  if (file === "knox") return knoxOf(has);
  if (file === "ninja-jwt") return ninjaOf(has);
  if (file === "dj-rest-auth") return djRestAuthOf(has);
  if (file === "allauth-headless") return allauthOf(has);
  const scheme = has("jwtprefix") ? "JWT" : "Bearer";
  if (file === "djoser") {
    const rules = {
      loginField,
      scheme,
      activation: has("activation"),
      retype: has("retype"),
      showEmailNotFound: has("show_email"),
      logoutOnPasswordChange: has("logout_on_pw"),
    };
    const [token, jwt] = [djoserSystem(rules), djoserJwtSystem(rules)];
    return has("djoser_jwt")
      ? { ...jwt, routes: [...jwt.routes, ...tokenRoutes(djoserRules(rules))] }
      : { ...token, routes: [...token.routes, ...jwt.routes] };
  }
  const rules = {
    version: versionOf(version),
    scheme,
    loginField,
    rotate: has("rotate"),
    blacklist: has("blacklist"),
    revokeOnPasswordChange: has("revoke"),
    ...(has("short") ? { access: 2 * SECOND, refresh: 5 * SECOND } : {}),
  };
  const sliding = slidingJwtSystem({
    ...rules,
    ...(has("sliding") ? { access: 4 * SECOND, refresh: 6 * SECOND } : {}),
    paths: {
      login: "sliding/",
      refresh: "sliding/refresh/",
      verify: "sliding/verify/",
      me: "sliding/me/",
    },
  });
  const pair = simpleJwtSystem({
    ...rules,
    accepts: has("sliding") ? ["access", "sliding"] : ["access"],
  });
  return { ...pair, routes: [...pair.routes, ...sliding.routes] };
}

/** knox's views below `knox/`, with both ways to log in. */
function knoxOf(has: (word: string) => boolean): System {
  const rules = {
    autoRefresh: has("autorefresh"),
    minRefreshInterval: 0,
    includeUser: has("withuser"),
    ...(has("short") ? { ttl: 3 * SECOND } : {}),
    ...(has("limit") ? { tokenLimit: 2 } : {}),
  };
  const paths = { logout: "knox/logout/", logoutEverywhere: "knox/logoutall/" };
  const json = knoxSystem({ ...rules, paths: { ...paths, login: "knox/login/" } });
  const basic = knoxSystem({ ...rules, basicLogin: true, paths: { login: "knox/basic-login/" } });
  return { ...json, routes: [...json.routes, ...basic.routes] };
}

/** ninja-jwt's views below `ninja/`, and a blacklist where the recorded project had it. */
function ninjaOf(has: (word: string) => boolean): System {
  const system = ninjaJwtSystem({
    rotate: has("rotate"),
    blacklist: has("blacklist"),
    ...(has("short") ? { access: 2 * SECOND, refresh: 5 * SECOND } : {}),
    paths: {
      login: "ninja/token/pair",
      refresh: "ninja/token/refresh",
      verify: "ninja/token/verify",
      logout: "ninja/logout/blacklist",
      me: "microblog/me/",
    },
  });
  const me: Route = {
    path: "ninja/me",
    allow: "users",
    views: { GET: ({ user }) => json(200, { id: user?.id, username: user?.username }) },
  };
  return { ...system, routes: [me, ...system.routes] };
}

/** allauth, and the view of the recorded project that its own authenticators guard. */
function allauthOf(has: (word: string) => boolean): System {
  const isJwt = has("aa_jwt");
  const system = allauthHeadlessSystem({
    strategy: isJwt ? "jwt" : "session",
    emailVerification: has("verify") ? "mandatory" : "none",
    rotate: !has("norotate"),
    ...(has("short") ? { access: 2 * SECOND, refresh: 5 * SECOND } : {}),
  });
  const view: Route = {
    path: isJwt ? "jwt-me/" : "session-token-me/",
    allow: "users",
    views: {
      GET: ({ user }) => json(200, { id: user?.id, username: user?.username }),
      POST: () => json(200),
    },
  };
  return { ...system, routes: [view, ...system.routes] };
}

function djRestAuthOf(has: (word: string) => boolean): System {
  const prefix = "dj-rest-auth/";
  if (!has("ra_jwt")) return djRestAuthSystem({ prefix });
  return djRestAuthJwtSystem({
    prefix,
    rotate: has("rotate"),
    blacklist: has("blacklist"),
    httpOnly: !has("ra_body"),
    returnExpiration: has("ra_body"),
  });
}

function versionOf(recorded: string): SimpleJwtVersion {
  if (recorded === "5.5.0" || recorded === "5.5.1") return recorded;
  return recorded === "5.4.0" ? "5.4" : "5.3";
}

function projectOf({ profile }: Recording, { path }: Exchange): Project {
  const first = /^session_first|^basic_first/.exec(profile)?.[0] ?? path;
  return {
    debug: !profile.split(",").includes("prod"),
    firstAuthenticator: /session.first/.test(first)
      ? "session"
      : /basic.first/.test(first)
        ? "basic"
        : "token",
  };
}

function whyLeftOut(exchange: Exchange, recording: Recording): string | undefined {
  return reasons.find(([, applies]) => applies(exchange, recording))?.[0];
}

describe.each(files)("%s", (file) => {
  for (const recording of read(file)) {
    test(`${recording.version}, ${recording.profile}: the mock server gives the recorded answers`, () => {
      const system = withViews(systemOf(file, recording));
      const setup = { system, project: (exchange: Exchange) => projectOf(recording, exchange) };
      const differences = replay(
        recording,
        setup,
        (exchange) => whyLeftOut(exchange, recording) !== undefined,
      );
      expect(differences).toEqual([]);
    });
  }
});

test("every recorded exchange is replayed, or left out for a known reason", () => {
  const replayed: Record<string, number> = {};
  const leftOut: Record<string, number> = Object.fromEntries(
    reasons.map(([reason]) => [reason, 0]),
  );
  for (const file of files) {
    for (const recording of read(file)) {
      for (const exchange of recording.exchanges) {
        const why = whyLeftOut(exchange, recording);
        if (why) leftOut[why] = (leftOut[why] ?? 0) + 1;
        else replayed[file] = (replayed[file] ?? 0) + 1;
      }
    }
  }
  expect({ replayed, leftOut }).toMatchInlineSnapshot(`
    {
      "leftOut": {
        "ALLOWED_HOSTS is not simulated": 1,
        "JWT_GET_USER_SECRET_KEY is not simulated": 10,
        "LEEWAY is not simulated": 6,
        "authenticators without any token system": 3,
        "bytes that are no UTF-8 cannot be in a text": 1,
        "cookies: the mock servers have none": 35,
        "custom claims are not simulated": 12,
        "translated texts: the mock servers speak English": 24,
        "what only a view of the recorded project does: own throttles, parsers, Retry-After as a date": 4,
      },
      "replayed": {
        "allauth-headless": 48,
        "authtoken": 50,
        "dj-rest-auth": 41,
        "djoser": 146,
        "drf": 29,
        "drf-jwt": 98,
        "jpadilla-jwt": 87,
        "knox": 63,
        "ninja-jwt": 41,
        "simplejwt": 308,
        "simplejwt-versions": 84,
      },
    }
  `);
});
