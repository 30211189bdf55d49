/** Placeholders: what the page has in place of a refresh token. They look like a token, tell when it expires, and open nothing. */

/** The claims of a token that a placeholder repeats. They are instants, and no secret. */
const instants = ["exp", "iat"] as const;

/** A placeholder in a longer text. Its last part names the token in the vault. */
const placeholder = /[\w-]+\.[\w-]+\.vault-([0-9a-f]{32})/g;

/**
 * Makes the placeholder of a token. It has the form of a JWT, because a session reads from it until when its tokens can be renewed.
 * `id`: 32 hexadecimal digits at random.
 */
export function makePlaceholder(id: string, token: string): string {
  return `${encode({ alg: "none" })}.${encode(instantsIn(token))}.vault-${id}`;
}

/** Which token of the vault a placeholder stands for. `null`: the text is no placeholder. */
export function idIn(text: string | null | undefined): string | null {
  const [match] = (text ?? "").matchAll(placeholder);
  return match && match[0] === text ? (match[1] ?? null) : null;
}

/** The tokens of the vault that a text names. */
export function idsIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, id = ""]) => id);
}

/** Puts tokens where their placeholders are. `tokenOf` is called with the id of each; with `undefined` the placeholder stays. */
export function fillIn(text: string, tokenOf: (id: string) => string | undefined): string {
  return text.replace(placeholder, (found, id: string) => tokenOf(id) ?? found);
}

/**
 * The same JSON with something else in place of its tokens: of all texts that are members with one of these names, however deep.
 * Placeholders stay.
 */
export function hideTokens(
  json: unknown,
  members: ReadonlySet<string>,
  hide: (token: string) => string,
): unknown {
  if (Array.isArray(json)) return json.map((one) => hideTokens(one, members, hide));
  if (json === null || typeof json !== "object") return json;
  const hidden = Object.entries(json).map(([name, value]) => {
    const isToken = members.has(name) && typeof value === "string" && value !== "";
    if (isToken) return [name, idIn(value) ? value : hide(value)];
    return [name, hideTokens(value, members, hide)];
  });
  return Object.fromEntries(hidden);
}

/** What a JWT says about its times. Of any other token nothing. */
function instantsIn(token: string): Record<string, number> {
  try {
    const [, payload = ""] = token.split(".");
    const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const told = instants.filter((name) => typeof claims[name] === "number");
    return Object.fromEntries(told.map((name) => [name, claims[name]]));
  } catch {
    return {};
  }
}

/** JSON in base64url, as in a JWT (RFC 7515, section 2). */
function encode(json: object): string {
  const base64 = btoa(JSON.stringify(json));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
