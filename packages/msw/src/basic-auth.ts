/** Reads HTTP Basic authentication (RFC 7617). */

/** The text of encoded credentials, `name:password`. `null` if they are not base64. */
export function decodeBasic(encoded: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}
