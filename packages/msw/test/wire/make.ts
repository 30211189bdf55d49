// Makes the fixtures beside this file out of the full recordings: `node make.ts <folder of the recordings>`.
// Tokens become labels ("{{jwt 3}}"), kept with what they say and nothing more; HTML bodies become "<html>"; what is
// the same nearly everywhere is left out (see recording.ts).
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedToken, Recording } from "./recording.ts";

interface Entry {
  readonly name: string;
  readonly profile: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[]>>;
    readonly body: string;
  };
}

// One file per backend; of several releases those that the mock servers can behave like.
const sources: readonly [file: string, versionKey: string, versions: RegExp][] = [
  ["simplejwt", "djangorestframework-simplejwt", /^(5\.2\.2|5\.5\.1)$/],
  ["simplejwt-versions", "djangorestframework-simplejwt", /./],
  ["drf-jwt", "drf-jwt", /./],
  ["jpadilla-jwt", "djangorestframework-jwt", /./],
  ["authtoken", "djangorestframework", /^3\.18/],
  ["djoser", "djoser", /^2\.3/],
  ["drf", "djangorestframework", /^3\.18/],
  ["knox", "django-rest-knox", /./],
  ["dj-rest-auth", "dj-rest-auth", /./],
  ["ninja-jwt", "django-ninja-jwt", /./],
  ["allauth-headless", "django-allauth", /./],
];
const requestHeaders = [
  "Authorization",
  "X-Session-Token",
  "Accept",
  "Content-Type",
  "Accept-Language",
  "Cookie",
  "Host",
];
const responseHeaders = [
  "Content-Type",
  "WWW-Authenticate",
  "Retry-After",
  "Allow",
  "Location",
  "Content-Language",
];

const folder = process.argv[2];
if (!folder) throw new Error("Name the folder of the recordings: node make.ts <folder>");
for (const [file, versionKey, versions] of sources) {
  const entries: Entry[] = JSON.parse(readFileSync(join(folder, `${file}.json`), "utf8"));
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const version = entry.versions[versionKey]?.replace(/ .*/, "") ?? "";
    if (!versions.test(version)) continue;
    const key = JSON.stringify([version, entry.profile]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const recordings = [...groups].map(([key, members]) => record(JSON.parse(key), members));
  const text = `[\n${recordings.map(write).join(",\n")}\n]\n`;
  writeFileSync(new URL(`${file}.json`, import.meta.url), text);
}

function record([version, profile]: [string, string], entries: readonly Entry[]): Recording {
  const tokens: Record<string, RecordedToken> = {};
  const labels = new Map<string, string>();
  const label = (kind: string, raw: string, token: RecordedToken): string => {
    let known = labels.get(raw);
    if (!known) {
      known = `${kind} ${labels.size + 1}`;
      labels.set(raw, known);
      tokens[known] = token;
    }
    return `{{${known}}}`;
  };
  const hide = (text: string, tampered: boolean): string =>
    text
      .replace(/[\w-]*eyJ[\w-]+\.[\w-]+\.[\w-]+/g, (raw) =>
        label("jwt", raw, { claims: claimsOf(raw), ...(tampered ? { tampered } : {}) }),
      )
      .replace(/\b[0-9a-f]{40}([0-9a-f]{24})?\b/g, (raw) => label("key", raw, {}))
      .replace(/\b[a-z0-9]{6}-[0-9a-f]{32}\b/g, (raw) => label("mail", raw, {}))
      .replace(/(?<=^|"session_token": ")[a-z0-9]{32}(?=$|")/g, (raw) => label("session", raw, {}));
  return {
    version,
    profile,
    exchanges: entries.map(({ name, request, response }) => {
      const tampered = /tampered/.test(name);
      const type = String(response.headers["Content-Type"] ?? "");
      const asked = pick(request.headers, requestHeaders);
      if (asked.Accept?.startsWith("application/json, text/plain")) delete asked.Accept;
      if (asked["Content-Type"] === "application/json") delete asked["Content-Type"];
      if (asked.Cookie) asked.Cookie = "…";
      for (const name of ["Authorization", "X-Session-Token"]) {
        if (asked[name]) asked[name] = hide(asked[name], tampered);
      }
      return {
        name,
        at: Date.parse(String(response.headers.Date)),
        method: request.method,
        path: request.path,
        ...(Object.keys(asked).length > 0 ? { headers: asked } : {}),
        ...(request.body ? { body: hide(request.body, tampered) } : {}),
        status: response.status,
        answerHeaders: unusual(pick(response.headers, responseHeaders)),
        answer: isPage(type, response.body) ? "<html>" : hide(response.body, false),
      };
    }),
    tokens,
  };
}

function isPage(type: string, body: string): boolean {
  return type.startsWith("text/html") && body.trimStart().startsWith("<");
}

function claimsOf(raw: string): Record<string, unknown> | null {
  try {
    const text = Buffer.from(raw.split(".")[1] ?? "", "base64url").toString();
    return JSON.parse(text, (name, value) => (/jti$|^sid$/.test(name) ? value.slice(0, 6) : value));
  } catch {
    return null;
  }
}

function unusual(headers: Record<string, string>): Record<string, string> {
  if (headers["Content-Type"] === "application/json") delete headers["Content-Type"];
  if (headers["Content-Language"] === "en") delete headers["Content-Language"];
  return headers;
}

function pick(
  headers: Readonly<Record<string, string | string[]>>,
  names: readonly string[],
): Record<string, string> {
  const lower = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = lower.get(name.toLowerCase());
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

// One line per exchange and per table of tokens: small, and a change of one shows as one line.
function write({ version, profile, exchanges, tokens }: Recording): string {
  const lines = exchanges.map((exchange) => `   ${JSON.stringify(exchange)}`).join(",\n");
  return ` {"version":${JSON.stringify(version)},"profile":${JSON.stringify(profile)},"tokens":${JSON.stringify(tokens)},"exchanges":[\n${lines}]}`;
}
