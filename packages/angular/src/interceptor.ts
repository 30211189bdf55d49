/** Signs the requests of `HttpClient`: translates them for the session's request policy, which decides. */
import {
  HttpBackend,
  HttpContextToken,
  HttpErrorResponse,
  type HttpEvent,
  type HttpHeaders,
  type HttpInterceptor,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpXhrBackend,
} from "@angular/common/http";
import { DOCUMENT, inject } from "@angular/core";
import type { SessionError, Signed } from "@sojourn/core";
import { catchError, concatMap, defer, type Observable, type ObservableInput } from "rxjs";
import { BOUND } from "./bound.ts";
import { asked } from "./forgotten.ts";

/**
 * `true` in a request's context: it goes out as if there were no session. Default: `false`.
 *
 * @example
 * ```ts
 * import { HttpClient, HttpContext } from "@angular/common/http";
 * import { DOCUMENT, inject } from "@angular/core";
 * import { SKIP_SESSION } from "@sojourn/angular";
 *
 * const health = inject(HttpClient).get("/api/health/", {
 *   context: new HttpContext().set(SKIP_SESSION, true),
 * });
 * ```
 */
export const SKIP_SESSION: HttpContextToken<boolean> = /* @__PURE__ */ new HttpContextToken(
  () => false,
);

/**
 * Lets the provided session sign the requests of `HttpClient`: those to the backend's `baseUrl` and to `allow` get the
 * token, wait while it is being renewed, and are sent once more when it was refused. All others pass untouched, and so do
 * those with an `Authorization` header of their own, and all on a server. Unsubscribing ends the waiting too.
 *
 * When the session is why a request fails, it fails with an `HttpErrorResponse` of status 0 that has the `SessionError` as
 * its `error`, and its `code` as `statusText`.
 *
 * @example
 * ```ts
 * import { provideHttpClient, withInterceptors } from "@angular/common/http";
 * import { sessionInterceptor } from "@sojourn/angular";
 *
 * export const http = provideHttpClient(withInterceptors([sessionInterceptor]));
 * ```
 */
export const sessionInterceptor: HttpInterceptorFn = (request, next) =>
  createInterceptor()(request, { handle: next });

/**
 * {@link sessionInterceptor} for apps with `withInterceptorsFromDi()` or `HttpClientModule`.
 *
 * @example
 * ```ts
 * import {
 *   HTTP_INTERCEPTORS,
 *   provideHttpClient,
 *   withInterceptorsFromDi,
 * } from "@angular/common/http";
 * import { SessionInterceptor } from "@sojourn/angular";
 *
 * export const providers = [
 *   provideHttpClient(withInterceptorsFromDi()),
 *   { provide: HTTP_INTERCEPTORS, useClass: SessionInterceptor, multi: true },
 * ];
 * ```
 */
export class SessionInterceptor implements HttpInterceptor {
  readonly intercept: HttpInterceptor["intercept"] = createInterceptor();
}

/** Makes an interceptor of the session in whose injection context this is called. */
function createInterceptor(): HttpInterceptor["intercept"] {
  const { requests } = inject(BOUND);
  const document = inject(DOCUMENT);
  // Only warnings in development want to know.
  const isXhr =
    (typeof ngDevMode === "undefined" || !!ngDevMode) &&
    inject(HttpBackend, { optional: true }) instanceof HttpXhrBackend;
  return (request, next) => {
    if (requests && (typeof ngDevMode === "undefined" || ngDevMode)) asked.add(requests);
    if (!requests || request.context.get(SKIP_SESSION)) return next.handle(request);
    const { method, headers, urlWithParams } = request;
    const address = (): URL => new URL(urlWithParams, document.baseURI);

    /** Asks the policy, for each who subscribes. Sends with what it says, or does otherwise. */
    const follow = (
      policy: () => Promise<Signed | null>,
      otherwise: () => ObservableInput<HttpEvent<unknown>>,
    ): Observable<HttpEvent<unknown>> =>
      defer(policy).pipe(
        catchError((error: SessionError) => {
          // An address that is none has an error without a code.
          throw new HttpErrorResponse({
            error,
            statusText: error.code ?? "misconfigured",
            url: urlWithParams,
          });
        }),
        concatMap((signed) => (signed ? send(signed) : otherwise())),
      );

    const send = (signed: Signed): Observable<HttpEvent<unknown>> =>
      next.handle(request.clone(carry(signed, request, isXhr))).pipe(
        // A failure is an event like the others until it is known whose it is.
        catchError((failure) => {
          const given = (): never => {
            throw failure;
          };
          return [{ status: failure.status, body: failure.error, given }];
        }),
        concatMap((event) => {
          const given = "given" in event ? event.given : (): HttpEvent<unknown>[] => [event];
          return "body" in event && event.status
            ? follow(() => requests.settle(signed, event), given)
            : given();
        }),
      );

    return follow(
      async () => requests.sign({ url: address(), method, headers, xhr: isXhr }),
      () => next.handle(request),
    );
  };
}

/** What a signed request carries: the header, and the cookies that the session wants along where the request does not say. */
function carry(
  { header, credentials }: Signed,
  request: HttpRequest<unknown>,
  isXhr: boolean,
): { headers: HttpHeaders; withCredentials?: boolean; credentials?: RequestCredentials } {
  const headers = request.headers.set(...header);
  if (!credentials || request.withCredentials || request.credentials) return { headers };
  // The word that XMLHttpRequest knows as well. Of any other Angular says at each request that it does not.
  if (credentials === "include") return { headers, withCredentials: true };
  return isXhr ? { headers } : { headers, credentials };
}
