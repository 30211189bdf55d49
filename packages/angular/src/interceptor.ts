/** Signs the requests of `HttpClient`: translates them for the session's request policy, which decides. */
import { DOCUMENT } from "@angular/common";
import {
  HttpContextToken,
  HttpErrorResponse,
  type HttpEvent,
  type HttpHandler,
  type HttpInterceptor,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpResponse,
} from "@angular/common/http";
import { EnvironmentInjector, inject, runInInjectionContext } from "@angular/core";
import type { Signed } from "@sojourn/core";
import { catchError, concatMap, Observable, of, switchMap, throwError } from "rxjs";
import { asked } from "./forgotten.ts";
import { REQUESTS } from "./tokens.ts";

/**
 * `true` in a request's context: it goes out as if there were no session. Default: `false`.
 *
 * @example
 * ```ts
 * import { HttpClient, HttpContext } from "@angular/common/http";
 * import { inject } from "@angular/core";
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
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  const requests = request.context.get(SKIP_SESSION) ? null : inject(REQUESTS);
  if (!requests) return next(request);
  if (typeof ngDevMode === "undefined" || ngDevMode) asked.add(requests);
  const { method, headers, urlWithParams } = request;
  const { baseURI } = inject(DOCUMENT);

  /** What the policy says; without it when nobody listens any more. */
  const policy = (
    ask: (signal: AbortSignal) => Promise<Signed | null>,
  ): Observable<Signed | null> =>
    new Observable((subscriber) => {
      const controller = new AbortController();
      ask(controller.signal).then(
        (signed) => {
          subscriber.next(signed);
          subscriber.complete();
        },
        (error) =>
          subscriber.error(
            new HttpErrorResponse({ error, statusText: error.code, url: urlWithParams }),
          ),
      );
      return () => controller.abort();
    });

  const send = (signed: Signed | null): Observable<HttpEvent<unknown>> => {
    if (!signed) return next(request);
    return next(request.clone({ headers: headers.set(...signed.header) })).pipe(
      // A failure is an event like the others until it is known whose it is.
      catchError((error: unknown) => of({ error })),
      concatMap((event) => {
        const [answer, given] =
          "error" in event
            ? [event.error, throwError(() => event.error)]
            : [event, of(event as HttpEvent<unknown>)];
        const isAnswer = answer instanceof HttpResponse || answer instanceof HttpErrorResponse;
        if (!isAnswer || !answer.status) return given;
        return policy(async (signal) => {
          const body = answer instanceof HttpResponse ? answer.body : await read(answer.error);
          return requests.settle(signed, { status: answer.status, body }, { signal });
        }).pipe(switchMap((again) => (again ? send(again) : given)));
      }),
    );
  };
  return policy(async (signal) =>
    requests.sign({ url: new URL(urlWithParams, baseURI), method, headers, signal }),
  ).pipe(switchMap(send));
};

/** The JSON of a refusal, whatever type of body the request wanted. */
async function read(body: unknown): Promise<unknown> {
  const isBytes = body instanceof Blob || body instanceof ArrayBuffer;
  const text = isBytes ? await new Response(body).text() : body;
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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
  readonly #injector: EnvironmentInjector = inject(EnvironmentInjector);

  intercept(request: HttpRequest<unknown>, next: HttpHandler): Observable<HttpEvent<unknown>> {
    return runInInjectionContext(this.#injector, () =>
      sessionInterceptor(request, (final) => next.handle(final)),
    );
  }
}
