// @vitest-environment jsdom
// An HttpClient with the interceptor keeps the HTTP contract, with each of Angular's backends.

import "@angular/compiler";
import { XhrFactory } from "@angular/common";
import {
  FetchBackend,
  HTTP_INTERCEPTORS,
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  HttpResponse,
  provideHttpClient,
  withFetch,
  withInterceptors,
  withInterceptorsFromDi,
  withXhr,
} from "@angular/common/http";
import {
  createEnvironmentInjector,
  DOCUMENT,
  EnvironmentInjector,
  type EnvironmentProviders,
  type Provider,
} from "@angular/core";
import { TestBed } from "@angular/core/testing";
import {
  provideSession,
  SessionInterceptor,
  SKIP_SESSION,
  sessionInterceptor,
} from "@sojourn/angular";
import { type HttpAnswer, httpContract, type MakeClient } from "@sojourn/conformance";
import { describe, it } from "vitest";
import { FakeXhr } from "./fake-xhr.ts";
import { prepare } from "./world.ts";

prepare();

/** A client over HttpClient with these features. */
function client(providers: (Provider | EnvironmentProviders)[]): MakeClient {
  return (session, { fetch, baseUrl }) => {
    const injector = createEnvironmentInjector(
      [
        // A page at the server's own address, so that relative URLs start there.
        { provide: DOCUMENT, useValue: { baseURI: baseUrl, cookie: "" } },
        { provide: XhrFactory, useValue: { build: () => new FakeXhr(fetch, baseUrl) } },
        provideSession(session),
        providers,
      ],
      TestBed.inject(EnvironmentInjector),
    );
    const send: typeof fetch = (url, init) => fetch(new URL(`${url}`, baseUrl), init);
    Object.assign(injector.get(FetchBackend), { fetchImpl: send });
    const http = injector.get(HttpClient);
    return {
      send: ({ url, method = "GET", headers = {}, body, signal, progress, asBlob, optOut }) =>
        new Promise<HttpAnswer>((resolve, reject) => {
          const abort = (): void => {
            sending.unsubscribe();
            reject(signal?.reason);
          };
          if (signal?.aborted) {
            reject(signal.reason);
            return;
          }
          signal?.addEventListener("abort", abort);
          const sending = http
            .request(method, url, {
              body,
              headers,
              observe: "events",
              reportProgress: Boolean(progress),
              responseType: asBlob ? ("blob" as "json") : ("text" as "json"),
              context: new HttpContext().set(SKIP_SESSION, optOut ?? false),
            })
            .subscribe({
              next(event: HttpEvent<unknown>) {
                if (event.type === HttpEventType.UploadProgress) progress?.(event.loaded);
                if (event instanceof HttpResponse)
                  resolve({ status: event.status, body: event.body });
              },
              error(error: unknown) {
                if (!(error instanceof HttpErrorResponse))
                  reject(new Error(`not an HttpErrorResponse: ${error}`));
                else if (error.status) resolve({ status: error.status, body: error.error });
                else reject(error);
              },
            });
        }),
      cause: (error) => (error as HttpErrorResponse).error,
    };
  };
}

const functional = withInterceptors([sessionInterceptor]);

describe("Angular keeps the HTTP contract over fetch", () => {
  httpContract(
    it,
    ["blobs", "opt-out", "omits-cookies"],
    client([provideHttpClient(withFetch(), functional)]),
  );
});

describe("Angular keeps the HTTP contract over XHR", () => {
  httpContract(
    it,
    ["blobs", "opt-out", "progress"],
    client([provideHttpClient(withXhr(), functional)]),
  );
});

describe("Angular keeps the HTTP contract with the class as its interceptor", () => {
  httpContract(
    it,
    ["opt-out"],
    client([
      provideHttpClient(withInterceptorsFromDi()),
      { provide: HTTP_INTERCEPTORS, useClass: SessionInterceptor, multi: true },
    ]),
  );
});
