/** In development: tells who forgot the interceptor, at the first request that fails for want of it. */
import { HttpClient, HttpErrorResponse } from "@angular/common/http";
import { Injector, inject } from "@angular/core";
import type { Requests } from "@sojourn/core";
import { filter, type Observable, take, tap } from "rxjs";
import { BOUND } from "./bound.ts";

/** The policies that an interceptor asked: nobody forgot theirs. */
export const asked: WeakSet<Requests> = new WeakSet();

/**
 * Watches the app's `HttpClient` once somebody is signed in. A warning needs three facts, so there is no false alarm: a
 * request was answered with 401, the session would have signed it, and no interceptor ever asked.
 */
export function warnIfForgotten(): void {
  const injector = inject(Injector);
  const { auth, requests } = inject(BOUND);
  const watch = (): void => {
    const http = injector.get(HttpClient, null) as Watched | null;
    const send = http?.request;
    if (!http || !send || !requests) return;
    http.request = (first, ...rest) =>
      send.call(http, first, ...rest).pipe(
        tap({
          error: async (error: unknown) => {
            if (asked.has(requests) || !(error instanceof HttpErrorResponse)) return;
            const { status, url } = error;
            if (status !== 401 || !url) return;
            const method = typeof first === "string" ? first : first.method;
            const signed = await requests.sign({ url, method }).catch(() => null);
            if (!signed) return;
            http.request = send;
            console.warn(`${new URL(url).pathname} ${FORGOTTEN}`);
          },
        }),
      );
  };
  auth.isAuthenticated$.pipe(filter(Boolean), take(1)).subscribe(watch);
}

/** What all verbs of `HttpClient` go through, without its overloads. */
interface Watched {
  request(first: string | { method: string }, ...rest: unknown[]): Observable<unknown>;
}

const FORGOTTEN =
  "was refused (401) though somebody is signed in: HttpClient does not know of the session. " +
  "Write provideHttpClient(withInterceptors([sessionInterceptor])).";
