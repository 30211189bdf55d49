/** In development: tells who forgot the interceptor, at the first request that fails for want of it. */
import { HttpClient, type HttpErrorResponse } from "@angular/common/http";
import { DestroyRef, DOCUMENT, Injector, inject } from "@angular/core";
import { filter, type Observable, take, tap } from "rxjs";
import { BOUND } from "./bound.ts";

/** The policies that an interceptor asked: nobody forgot theirs. */
export const asked: WeakSet<object> = new WeakSet();

/**
 * Watches the app's `HttpClient` once somebody is logged in. A warning needs three facts, so there is no false alarm: a
 * request was answered with 401, the session would have signed it, and no interceptor was ever asked.
 */
export function warnIfForgotten(): void {
  const injector = inject(Injector);
  const { baseURI } = inject(DOCUMENT);
  const { auth, requests } = inject(BOUND);
  const watch = (): void => {
    const http = injector.get(HttpClient, null) as Watched | null;
    const send = http?.request;
    if (!http || !send || !requests) return;
    http.request = (first, ...rest) => {
      const { method } = typeof first === "string" ? { method: first } : first;
      const error = async ({ status, url }: HttpErrorResponse): Promise<void> => {
        if (status !== 401 || asked.has(requests)) return;
        const target = new URL(`${url}`, baseURI);
        if (!(await requests.sign({ url: target, method }).catch(() => null))) return;
        asked.add(requests);
        console.warn(`${method} ${target.origin}${target.pathname} ${FORGOTTEN}`);
      };
      return send.call(http, first, ...rest).pipe(tap({ error }));
    };
  };
  const waiting = auth.isAuthenticated$.pipe(filter(Boolean), take(1)).subscribe(watch);
  inject(DestroyRef).onDestroy(() => waiting.unsubscribe());
}

/** What all verbs of `HttpClient` go through, without its overloads. */
interface Watched {
  request?(first: string | { method: string }, ...rest: unknown[]): Observable<unknown>;
}

const FORGOTTEN =
  "was refused (401) though somebody is logged in: HttpClient does not know of the session. " +
  "Write provideHttpClient(withInterceptors([sessionInterceptor])).";
