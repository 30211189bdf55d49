/** HMAC-SHA-256 without waiting: WebCrypto is asynchronous, and the mock servers are pure functions. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The HMAC-SHA-256 of `text` under `key`, the signature that a JWT calls HS256: 32 bytes. */
export function hmacSha256(key: string, text: string): Uint8Array {
  return hmac(sha256, utf8ToBytes(key), utf8ToBytes(text));
}

/** The same as 64 lower-case hexadecimal digits. */
export function hmacHex(key: string, text: string): string {
  return bytesToHex(hmacSha256(key, text));
}
