/** In development: warns about a forgotten interceptor, after the first request that fails without it. */
import { HttpClient, type HttpErrorResponse } from "@angular/common/http";
import { DestroyRef, DOCUMENT, Injector, inject } from "@angular/core";
import { filter, type Observable, take, tap } from "rxjs";
import { BOUND } from "./bound.ts";

/** The request policies that an interceptor has used: for these it was not forgotten. */
export const asked: WeakSet<object> = new WeakSet();

/**
 * Watches the app's `HttpClient` once a user is logged in. It warns only if a request was answered with 401, the session
 * would have signed it, and no interceptor was ever used, so there is no false alarm.
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
      const method = methodOf(first);
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

/** The HTTP method of a call that names it, or that gives a whole request. */
function methodOf(first: string | { method: string }): string {
  if (typeof first === "string") return first;
  return first.method;
}

/** The method that all methods of `HttpClient` call, without its overloads. */
interface Watched {
  request?(first: string | { method: string }, ...rest: unknown[]): Observable<unknown>;
}

const FORGOTTEN =
  "was refused (401) though somebody is logged in: HttpClient does not know of the session. " +
  "Write provideHttpClient(withInterceptors([sessionInterceptor])).";
