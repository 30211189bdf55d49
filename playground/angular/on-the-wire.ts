/** The last interceptor: tells the timeline of each request, and fails while the playground is offline. No app needs it. */
import { HttpErrorResponse, type HttpInterceptorFn, HttpResponse } from "@angular/common/http";
import { inject } from "@angular/core";
import { tap, throwError } from "rxjs";
import { STAGE } from "./posts-service.ts";

export const onTheWire: HttpInterceptorFn = (request, next) => {
  const { wire } = inject(STAGE);
  const { method, urlWithParams } = request;
  const url = new URL(urlWithParams, document.baseURI);
  const at = Date.now();
  const start = performance.now();
  const tell = (status: number | null): void =>
    wire.told({ at, method, url, status, ms: Math.round(performance.now() - start) });
  const sent = wire.cut
    ? throwError(
        () => new HttpErrorResponse({ error: new TypeError("The playground is offline.") }),
      )
    : next(request);
  return sent.pipe(
    tap({
      next: (event) => event instanceof HttpResponse && tell(event.status),
      error: (error: HttpErrorResponse) => tell(error.status || null),
    }),
  );
};
