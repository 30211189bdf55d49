/** JSON Web Tokens as PyJWT writes and reads them. */
import { hmacSha256 } from "./digest.ts";

/** What a token says. */
export type Payload = Readonly<Record<string, unknown>>;

/** Why a token is refused: it ran out, or it is not one of ours. */
export type Flaw = "expired" | "invalid";

/** The order of the header's members: `"alg"` first (PyJWT 2) or `"typ"` first (PyJWT 1.7). */
export type HeaderOrder = "alg" | "typ";

/** A token with this payload, signed with `key` (HS256). */
export function sign(key: string, payload: Payload, order: HeaderOrder = "alg"): string {
  const header = order === "alg" ? { alg: "HS256", typ: "JWT" } : { typ: "JWT", alg: "HS256" };
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${base64url(hmacSha256(key, text))}`;
}

/** The payload of a token, or what is wrong with it. `exp` is in whole seconds; a token is good while `now < exp`. */
export function verify(key: string, token: string, now: number): Payload | Flaw {
  const [header, body, signature, ...rest] = token.split(".");
  if (header === undefined || body === undefined || rest.length > 0) return "invalid";
  if (signature !== base64url(hmacSha256(key, `${header}.${body}`))) return "invalid";
  const payload = decode(body);
  if (payload === undefined) return "invalid";
  return typeof payload.exp === "number" && payload.exp * 1000 <= now ? "expired" : payload;
}

/** Milliseconds as the whole seconds that tokens speak in, rounded down. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function encode(value: object): string {
  const text = JSON.stringify(value).replace(
    /[\u0080-\uffff]/g, // Python's json writes ASCII only
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return base64url(new TextEncoder().encode(text));
}

function decode(text: string): Payload | undefined {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Payload) : undefined;
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
