/** Describes what a token says about itself, claim by claim. */

/** A claim in words. */
export interface Claim {
  readonly name: string;
  /** What the name stands for, if it is one of the usual ones. */
  readonly meaning: string | null;
  readonly text: string;
}

const times: ReadonlySet<string> = new Set(["exp", "iat", "nbf", "auth_time"]);

const meanings: Record<string, string> = {
  exp: "expires",
  iat: "issued",
  orig_iat: "first login",
  jti: "token id",
  sub: "subject",
  user_id: "user",
  token_type: "kind",
  refresh_exp: "renewable until",
};

/** All claims of a token, in the order of the token. `null`: an opaque token, which has none. */
export function describeClaims(claims: object | null): readonly Claim[] {
  return Object.entries(claims ?? {}).map(([name, value]) => ({
    name,
    meaning: meanings[name] ?? null,
    text: sayValue(name, value),
  }));
}

function sayValue(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number" || !isTime(name)) return JSON.stringify(value);
  return new Date(value * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}

/** Whether a claim is a time in seconds: a registered one, or one named after them, like `orig_iat`. */
function isTime(name: string): boolean {
  return times.has(name) || name.endsWith("_exp") || name.endsWith("_iat");
}
