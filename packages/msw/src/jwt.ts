/** Signs and verifies JSON Web Tokens like PyJWT. */
import { hmacSha256 } from "./digest.ts";

/** The claims of a token. */
export type Payload = Readonly<Record<string, unknown>>;

/** Why a token is refused: it has expired, or it is not a token of this server. */
export type Flaw = "expired" | "invalid";

/** The first member of the header: `"alg"` (PyJWT 2) or `"typ"` (PyJWT 1.7). */
export type HeaderOrder = "alg" | "typ";

const HEADERS: Readonly<Record<HeaderOrder, object>> = {
  alg: { alg: "HS256", typ: "JWT" },
  typ: { typ: "JWT", alg: "HS256" },
};

/** Makes a token with this payload, signed with `key` (HS256). */
export function sign(key: string, payload: Payload, order: HeaderOrder = "alg"): string {
  const text = `${encode(HEADERS[order])}.${encode(payload)}`;
  return `${text}.${base64url(hmacSha256(key, text))}`;
}

/** The payload of a token, or its flaw. `now` is in milliseconds, `exp` in whole seconds; a token is valid while `now < exp`. */
export function verify(key: string, token: string, now: number): Payload | Flaw {
  const [header, body, signature, ...rest] = token.split(".");
  if (header === undefined || body === undefined || rest.length > 0) return "invalid";
  if (signature !== base64url(hmacSha256(key, `${header}.${body}`))) return "invalid";
  const payload = decode(body);
  if (payload === undefined) return "invalid";
  if (typeof payload.exp === "number" && payload.exp * 1000 <= now) return "expired";
  return payload;
}

/** Milliseconds in whole seconds, the unit of tokens, rounded down. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function encode(value: object): string {
  const text = JSON.stringify(value).replace(
    /[\u0080-\uffff]/g, // Python's json writes only ASCII
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return base64url(new TextEncoder().encode(text));
}

function decode(text: string): Payload | undefined {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== "object" || value === null) return undefined;
    return value as Payload;
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
