// Makes the fixtures beside it out of recordings of real servers: `node make-fixtures.mjs <folder of recordings>`.
//
// Recordings that differ only in tokens, times and versions become one entry, with the versions it stands for and how
// many recordings that were. Tokens become short marks; of claims only those that say who somebody is are kept.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const source = process.argv[2];
if (!source) throw new Error("usage: node make-fixtures.mjs <folder of recordings>");

const files = [
  "simplejwt",
  "simplejwt-versions",
  "jpadilla-jwt",
  "drf-jwt",
  "authtoken",
  "djoser",
  "knox",
  "dj-rest-auth",
  "ninja-jwt",
  "allauth-headless",
];
const volatile = /^(exp|iat|jti|orig_iat|orig_jti|refresh_exp|hash_password)$/;
const packages = [
  "django-rest-knox",
  "dj-rest-auth",
  "django-ninja-jwt",
  "django-allauth",
  "djoser",
  "djangorestframework-simplejwt",
  "drf-jwt",
  "djangorestframework-jwt",
  "django-cors-headers",
  "djangorestframework",
];
let total = 0;

for (const file of [...files, "drf", "cors", "browser"]) {
  const entries = JSON.parse(readFileSync(join(source, `${file}.json`), "utf8"));
  const classes = new Map();
  for (const entry of entries) {
    const fixture = file === "browser" ? seenByScript(entry) : answered(entry);
    const name = JSON.stringify(fixture);
    const versions = version(entry.versions);
    const known = classes.get(name);
    if (known) {
      known.recordings += 1;
      if (!known.versions.includes(versions)) known.versions.push(versions);
    } else classes.set(name, { ...fixture, versions: [versions], recordings: 1 });
  }
  total += entries.length;
  const lines = [...classes.values()].map((one) => JSON.stringify(one));
  writeFileSync(new URL(`${file}.json`, import.meta.url), `[\n${lines.join(",\n")}\n]\n`);
  console.log(`${file}: ${entries.length} recordings, ${lines.length} entries`);
}
console.log(`${total} recordings`);

function answered({ name, profile, request, response, claims, sessionOutcome }) {
  const type = header(response.headers, "content-type");
  const json = response.json === undefined ? undefined : mask(response.json);
  const payload = claims?.access?.payload ?? claims?.token?.payload;
  return {
    name,
    profile,
    method: request.method,
    path: request.path,
    request: readRequest(request.body),
    status: response.status,
    type: type ? type.split(";")[0] : null,
    ...(json === undefined ? { text: (response.body ?? "").trim().slice(0, 16) } : { json }),
    ...(payload && { claims: steady(payload) }),
    ...(sessionOutcome && { sessionOutcome }),
  };
}

// What a page saw of an answer: `status` 0 where the browser kept it away.
function seenByScript({ name, config, request, observed }) {
  const status = observed.status ?? 0;
  const type = observed.contentType ?? observed.visibleHeaders?.["content-type"] ?? null;
  const body = typeof observed.body === "string" ? observed.body : "";
  let json;
  try {
    json = JSON.parse(body);
  } catch {}
  return {
    name,
    profile: config,
    method: request.method ?? null,
    path: request.url ? new URL(request.url).pathname : null,
    status,
    type,
    ...(json === undefined ? { text: body.trim().slice(0, 16) } : { json: mask(json) }),
  };
}

function header(headers, name) {
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name);
  return found?.[1];
}

function readRequest(body) {
  if (!body) return null;
  try {
    return mask(JSON.parse(body));
  } catch {
    return `not JSON: ${mask(body).slice(0, 24)}`;
  }
}

function mask(value) {
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([key, one]) => [key, key === "pk" ? 1 : mask(one)]);
    return Object.fromEntries(pairs);
  }
  if (typeof value !== "string") return value;
  return value
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<jwt>")
    .replace(/\b[0-9a-f]{40}([0-9a-f]{24})?\b/g, "<key>")
    .replace(/\b[a-z0-9]{6}-[0-9a-f]{32}\b/g, "<link>")
    .replace(/^[a-z0-9]{32}$/, "<session>")
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<uuid>")
    .replace(/correct-horse-\d/g, "<password>");
}

function steady(payload) {
  return mask(Object.fromEntries(Object.entries(payload).filter(([key]) => !volatile.test(key))));
}

// `"djoser 2.3.4"`: the package that answers, and Django REST framework where that is all there is.
function version(versions) {
  const name = packages.find((one) => versions[one]);
  return name
    ? `${name.replace(/^djangorestframework-s/, "s")} ${versions[name].split(" ")[0]}`
    : "";
}
