/** Signs the requests of `HttpClient`: translates them for the session's request policy, which decides. */
import {
  HttpBackend,
  HttpContextToken,
  HttpErrorResponse,
  type HttpEvent,
  type HttpHandler,
  type HttpHeaders,
  type HttpInterceptor,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpResponse,
  HttpXhrBackend,
} from "@angular/common/http";
import { DOCUMENT, inject } from "@angular/core";
import type { Outgoing, Requests, SessionError, Signed } from "@sojourn/core";
import { catchError, concatMap, defer, Observable, of, Subscription, throwError } from "rxjs";
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
 * token, wait while it is being renewed, and are sent again when it was refused. All others pass untouched, and so do
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
  // Only advice in development needs this.
  const isXhr =
    (typeof ngDevMode === "undefined" || !!ngDevMode) &&
    inject(HttpBackend, { optional: true }) instanceof HttpXhrBackend;
  return (request, next) => {
    if (requests && (typeof ngDevMode === "undefined" || ngDevMode)) asked.add(requests);
    if (!requests || request.context.get(SKIP_SESSION)) return next.handle(request);
    const exchange = { requests, request, next, document, isXhr };
    // Asked anew for each subscriber: another interceptor may subscribe again.
    return new Observable((subscriber) => start(exchange).subscribe(subscriber));
  };
}

/** A request on its way through the interceptor. */
interface Exchange {
  readonly requests: Requests;
  readonly request: HttpRequest<unknown>;
  readonly next: HttpHandler;
  /** Relative URLs start from its address. */
  readonly document: Document;
  readonly isXhr: boolean;
}

type Events = Observable<HttpEvent<unknown>>;

/** Signs the request, at once if nothing has to be waited for, and sends it. */
function start(exchange: Exchange): Events {
  const { requests, request, next } = exchange;
  let outgoing: Outgoing;
  let signedNow: Signed | null | undefined;
  try {
    outgoing = describe(exchange);
    signedNow = requests.signNow?.(outgoing);
  } catch (error) {
    return fail(exchange, error);
  }
  if (signedNow === null) return next.handle(request);
  if (signedNow) return send(exchange, signedNow);
  const otherwise = (): Events => next.handle(request);
  return follow(exchange, () => requests.sign(outgoing), otherwise);
}

/** The request as the policy sees it. */
function describe({ request, document, isXhr }: Exchange): Outgoing {
  const { method, headers, urlWithParams } = request;
  const isAbsolute = urlWithParams.startsWith("https://") || urlWithParams.startsWith("http://");
  const url = isAbsolute ? urlWithParams : new URL(urlWithParams, document.baseURI);
  return { url, method, headers, xhr: isXhr };
}

/** Asks the policy. Sends the request with its answer; `null`: the policy has nothing more to say. */
function follow(
  exchange: Exchange,
  policy: () => Promise<Signed | null>,
  otherwise: () => Events,
): Events {
  return defer(policy).pipe(
    catchError((error) => fail(exchange, error)),
    concatMap((signed) => (signed ? send(exchange, signed) : otherwise())),
  );
}

/** An error of the policy fails the request. An address that is none has an error without a code. */
function fail({ request }: Exchange, error: unknown): Observable<never> {
  const { code = "misconfigured" } = error as Partial<SessionError>;
  const url = request.urlWithParams;
  return throwError(() => new HttpErrorResponse({ error, statusText: code, url }));
}

/** Sends the request with its token, and lets the policy settle the answer. */
function send(exchange: Exchange, signed: Signed): Events {
  const { requests, request, next, isXhr } = exchange;
  const settle = (answer: { status: number; body: unknown }, otherwise: Events): Events =>
    follow(
      exchange,
      () => requests.settle(signed, answer),
      () => otherwise,
    );
  return new Observable((subscriber) => {
    const subscription = new Subscription();
    let isSettling = false;
    const goOn = (events: Events): void => {
      isSettling = true;
      subscription.add(events.subscribe(subscriber));
    };
    const sent = next.handle(request.clone(carry(signed, request, isXhr))).subscribe({
      next(event) {
        const isAnswer = event instanceof HttpResponse;
        if (!isAnswer || requests.isSettled?.(signed, event)) subscriber.next(event);
        else goOn(settle(event, of(event)));
      },
      error(failure: HttpErrorResponse) {
        const { status, error: body } = failure;
        const given = throwError(() => failure);
        if (status) goOn(settle({ status, body }, given));
        else subscriber.error(failure);
      },
      complete() {
        if (!isSettling) subscriber.complete();
      },
    });
    subscription.add(sent);
    return subscription;
  });
}

/** What a signed request carries: the header, and the cookies that the session wants along unless the request says so itself. */
function carry(
  { header, credentials }: Signed,
  request: HttpRequest<unknown>,
  isXhr: boolean,
): { headers: HttpHeaders; withCredentials?: boolean; credentials?: RequestCredentials } {
  const headers = header ? request.headers.set(header[0], header[1]) : request.headers;
  if (!credentials || request.withCredentials || request.credentials) return { headers };
  // The word that XMLHttpRequest knows as well. Angular warns about any other at each request.
  if (credentials === "include") return { headers, withCredentials: true };
  return isXhr ? { headers } : { headers, credentials };
}
