/** Tells a server that this page may not read from one that is down: browsers report both as the same failure. */

/**
 * Whether an address answers, but not to this page. A plain GET that may be read says no, so a request that was merely lost
 * is not taken for a set-up that is wrong; one that may not be read, but arrives, says yes.
 */
export async function isForbidden(
  url: string,
  send: typeof fetch,
  timeout: number,
): Promise<boolean> {
  const reach = (mode: RequestMode): Promise<ResponseType | null> =>
    send(url, { mode, credentials: "omit", signal: AbortSignal.timeout(timeout) }).then(
      ({ type }) => type,
      () => null,
    );
  return (await reach("cors")) === null && (await reach("no-cors")) === "opaque";
}
