/**
 * Advice about requests that bypass the session and are refused: `attachSession` or an interceptor was forgotten. The browser's own list of
 * requests tells of them. Only development builds have it.
 */
import type { Address } from "./model/advice.ts";

/** A request in the browser's list. `responseStatus` is missing or 0 where the browser does not tell. */
interface Listed {
  readonly name: string;
  readonly initiatorType: string;
  readonly startTime: number;
  readonly responseStatus?: number;
}

/** A request of a script that no session took part in, and that was answered with 401. */
export interface Bypass {
  readonly address: Address;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
}

/** The ways in which scripts send requests. */
const scripts: ReadonlySet<string> = new Set(["fetch", "xmlhttprequest"]);

/** So many addresses are remembered: more than a page has under way. */
const MEMORY = 1000;

/** Remembers what sessions have sent, by address. */
export class SentAddresses {
  private readonly addresses = new Set<string>();

  add(address: Address): void {
    const [oldest] = this.addresses;
    if (oldest !== undefined && this.addresses.size >= MEMORY) this.addresses.delete(oldest);
    this.addresses.add(placeOf(address));
  }

  has(address: Address): boolean {
    return this.addresses.has(placeOf(address));
  }
}

/** An address without its query: parameters may be added on the way. */
function placeOf({ origin, pathname }: Address): string {
  return origin + pathname;
}

/** Calls back for each request of a script that is refused from now on, unless a session has sent one to the same address. */
export function watchBypasses(sent: SentAddresses, refused: (bypass: Bypass) => void): void {
  if (typeof PerformanceObserver === "undefined") return;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as Listed[]) {
      if (entry.responseStatus !== 401 || !scripts.has(entry.initiatorType)) continue;
      const address = new URL(entry.name);
      const sentAt = performance.timeOrigin + entry.startTime;
      if (!sent.has(address)) refused({ address, sentAt });
    }
  });
  observer.observe({ type: "resource" });
}

/** Whether the session would have signed that request: somebody was logged in already, and the address is below `baseUrl`. */
export function isForgotten(
  { address, sentAt }: Bypass,
  base: Address,
  loggedInSince: number | null,
): boolean {
  const isBelow = address.origin === base.origin && address.pathname.startsWith(base.pathname);
  return isBelow && loggedInSince !== null && sentAt > loggedInSince;
}

/** What to do about it. */
export function forgotten({ address }: Bypass): string {
  return (
    `A request to ${address.origin}${address.pathname} was refused (401) though somebody is logged in: it did not go through the session. ` +
    "Send it with session.fetch(), call attachSession(api, session) for axios, " +
    "or write provideHttpClient(withInterceptors([sessionInterceptor])) in Angular."
  );
}
