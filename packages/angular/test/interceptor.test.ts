// @vitest-environment jsdom
// The interceptor's behaviour that is specific to Angular: events, errors, unsubscribing, bodies, test controllers.

import "@angular/compiler";
import {
  HttpClient,
  HttpContext,
  HttpContextToken,
  HttpErrorResponse,
  HttpEventType,
  HttpHeaderResponse,
  HttpHeaders,
  type HttpInterceptorFn,
  type HttpRequest,
  provideHttpClient,
  withInterceptors,
} from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { TestBed } from "@angular/core/testing";
import { provideSession, SKIP_SESSION, sessionInterceptor } from "@sojourn/angular";
import { isSessionError } from "@sojourn/core";
import { EMPTY, firstValueFrom, throwError, toArray } from "rxjs";
import { beforeEach, describe, expect, it } from "vitest";
import { openWorld, prepare, type World } from "./world.ts";

let world: World;
let http: HttpClient;
let controller: HttpTestingController;
const posts = "https://api.example.com/api/posts/";

prepare();

/** A logged-in session and a client with its interceptor first, and Angular's test controller. */
async function provide(interceptors: HttpInterceptorFn[] = [sessionInterceptor]): Promise<void> {
  world = openWorld();
  TestBed.configureTestingModule({
    providers: [
      provideSession(world.session),
      provideHttpClient(withInterceptors(interceptors)),
      provideHttpClientTesting(),
    ],
  });
  http = TestBed.inject(HttpClient);
  controller = TestBed.inject(HttpTestingController);
  await world.logIn();
}

/** The next request that arrives at the test controller, once what is under way has gone on. */
async function arrival(url: string = posts) {
  await world.advance();
  return controller.expectOne(url);
}

const unauthorized = { status: 401, statusText: "Unauthorized" };

describe("sessionInterceptor", () => {
  beforeEach(() => provide());

  it("signs a request before it is sent", async () => {
    const answer = firstValueFrom(http.get(posts));
    const arrived = await arrival();
    expect(arrived.request.headers.get("Authorization")).toBe(
      `Bearer ${await world.session.getToken()}`,
    );
    arrived.flush([{ title: "Hello" }]);
    expect(await answer).toEqual([{ title: "Hello" }]);
    controller.verify();
  });

  it("sends a request once for each subscription, and not before", async () => {
    const request = http.get(posts);
    await world.advance();
    controller.expectNone(posts);
    const answers = Promise.all([firstValueFrom(request), firstValueFrom(request)]);
    await world.advance();
    for (const arrived of controller.match(posts)) arrived.flush([]);
    expect(await answers).toEqual([[], []]);
  });

  it("fails with an HttpErrorResponse for an invalid URL", async () => {
    for (const url of ["http://", "https://[", "//"]) {
      const failure: unknown = await firstValueFrom(http.get(url)).catch((error) => error);
      expect(failure).toBeInstanceOf(HttpErrorResponse);
      expect(failure).toMatchObject({ status: 0, url, error: expect.any(TypeError) });
    }
  });

  it("resolves relative URLs against the page, not against the API", async () => {
    const answer = firstValueFrom(http.get("posts/"));
    const arrived = await arrival("posts/");
    expect(arrived.request.headers.has("Authorization")).toBe(false);
    arrived.flush([]);
    await answer;
  });

  it("sends a request with SKIP_SESSION unchanged and at once", () => {
    const context = new HttpContext().set(SKIP_SESSION, true);
    http.get(posts, { context }).subscribe();
    expect(controller.expectOne(posts).request.headers.has("Authorization")).toBe(false);
  });

  it("does not change a request with its own header", async () => {
    http.get(posts, { headers: { Authorization: "Basic abc" } }).subscribe();
    expect((await arrival()).request.headers.get("Authorization")).toBe("Basic abc");
  });

  it("passes all events on", async () => {
    const events = firstValueFrom(
      http.post(posts, "text", { observe: "events", reportProgress: true }).pipe(toArray()),
    );
    const arrived = await arrival();
    arrived.event({ type: HttpEventType.UploadProgress, loaded: 2, total: 4 });
    arrived.event({ type: HttpEventType.DownloadProgress, loaded: 1, total: 4 });
    arrived.flush({});
    expect((await events).map(({ type }) => type)).toEqual([
      HttpEventType.Sent,
      HttpEventType.UploadProgress,
      HttpEventType.DownloadProgress,
      HttpEventType.Response,
    ]);
  });

  it("retries with the same body, response type, parameters and context", async () => {
    const MARK = new HttpContextToken(() => "none");
    const form = new FormData();
    form.set("title", "Zoë");
    const answer = firstValueFrom(
      http.post(posts, form, {
        params: { page: 2 },
        headers: new HttpHeaders({ "X-Mark": "1" }),
        responseType: "blob",
        context: new HttpContext().set(MARK, "mine"),
        withCredentials: true,
      }),
    );
    const first = await arrival(`${posts}?page=2`);
    await world.advance(1000);
    first.flush(new Blob(["{}"]), unauthorized);
    const second = await arrival(`${posts}?page=2`);
    const facts = ({ request }: { request: HttpRequest<unknown> }): unknown[] => [
      request.method,
      request.body,
      request.responseType,
      request.urlWithParams,
      request.context,
      request.context.get(MARK),
      request.headers.get("X-Mark"),
      request.withCredentials,
    ];
    expect(facts(second)).toEqual(facts(first));
    expect(second.request.body).toBe(form);
    const [one, two] = [first, second].map(({ request }) => request.headers.get("Authorization"));
    expect(one).not.toBe(two);
    second.flush(new Blob(["{}"]));
    expect(await answer).toBeInstanceOf(Blob);
    controller.verify();
  });

  it("reads the code of a refusal for every response type", async () => {
    const answer = firstValueFrom(http.get(posts, { responseType: "text" })).catch(
      (error: unknown) => error,
    );
    world.server.people.delete("alice");
    (await arrival()).flush(JSON.stringify({ detail: "…", code: "user_not_found" }), unauthorized);
    await world.advance();
    expect(await answer).toBeInstanceOf(HttpErrorResponse);
    expect(world.session.getSnapshot()).toMatchObject({ reason: "rejected" });
  });

  it("fails with an HttpErrorResponse of status 0 that contains the SessionError", async () => {
    const failure = firstValueFrom(http.get(posts)).catch((error: unknown) => error);
    const arrived = await arrival();
    void world.session.logout();
    arrived.flush([]);
    const error = await failure;
    expect(error).toBeInstanceOf(HttpErrorResponse);
    const { status, statusText, url, error: cause } = error as HttpErrorResponse;
    expect([status, statusText, url]).toEqual([0, "session-changed", posts]);
    expect(isSessionError(cause)).toBe(true);
    expect(JSON.stringify(error)).not.toContain("Bearer");
  });

  it("passes on errors of the server like HttpClient", async () => {
    const failure = firstValueFrom(http.post(posts, {})).catch((error: unknown) => error);
    (await arrival()).flush(
      { title: ["This field is required."] },
      { status: 400, statusText: "" },
    );
    expect(await failure).toMatchObject({
      status: 400,
      error: { title: ["This field is required."] },
    });
  });

  it("passes on a network failure like HttpClient, even after a change of the user", async () => {
    const failure = firstValueFrom(http.get(posts)).catch((error: unknown) => error);
    const arrived = await arrival();
    void world.session.logout();
    arrived.error(new ProgressEvent("error"));
    expect(await failure).toMatchObject({ status: 0, error: expect.any(ProgressEvent) });
  });

  it("waits for the whole answer after an event about its head", async () => {
    const events = firstValueFrom(
      http.get(posts, { observe: "events", reportProgress: true }).pipe(toArray()),
    );
    const first = await arrival();
    await world.advance(1000);
    first.event(new HttpHeaderResponse(unauthorized));
    first.flush({}, unauthorized);
    const second = await arrival();
    second.flush([]);
    expect((await events).map(({ type }) => type)).toEqual([
      HttpEventType.Sent,
      HttpEventType.ResponseHeader,
      HttpEventType.Sent,
      HttpEventType.Response,
    ]);
    controller.verify();
  });

  it("aborts a request that was sent when its subscription ends", async () => {
    const listening = http.get(posts).subscribe();
    const arrived = await arrival();
    listening.unsubscribe();
    expect(arrived.cancelled).toBe(true);
  });

  it("sends nothing if the subscription ends before the request is signed", async () => {
    // In a hidden page the token has expired, so the request has to wait for a newer one.
    world.tab.hide();
    await world.advance(3_600_000);
    world.server.latency = 1000;
    const listening = http.get(posts).subscribe();
    await world.advance(500);
    listening.unsubscribe();
    await world.advance(5000);
    controller.expectNone(posts);
  });

  it("does not retry if the subscription ends during the refresh", async () => {
    const listening = http.get(posts).subscribe();
    const arrived = await arrival();
    world.server.latency = 1000;
    arrived.flush({}, unauthorized);
    await world.advance(500);
    expect(world.server.count("token/refresh/")).toBe(1);
    listening.unsubscribe();
    await world.advance(5000);
    controller.expectNone(posts);
  });
});

describe("sessionInterceptor among others", () => {
  it("passes on an error of a later interceptor unchanged", async () => {
    const refused = new Error("Not on Sundays.");
    await provide([sessionInterceptor, () => throwError(() => refused)]);
    await expect(firstValueFrom(http.get(posts))).rejects.toBe(refused);
  });

  it("calls later interceptors once for each attempt", async () => {
    let asked = 0;
    const count: HttpInterceptorFn = (request, next) => {
      asked += 1;
      return next(request);
    };
    await provide([sessionInterceptor, count]);
    http.get(posts).subscribe();
    (await arrival()).flush({}, unauthorized);
    (await arrival()).flush([]);
    http.get("https://elsewhere.example/").subscribe();
    await arrival("https://elsewhere.example/");
    expect(asked).toBe(3);
  });

  it("completes if a later interceptor completes without an answer", async () => {
    await provide([sessionInterceptor, () => EMPTY]);
    expect(await firstValueFrom(http.get(posts), { defaultValue: "nothing" })).toBe("nothing");
  });

  it("signs the URL that an earlier interceptor set", async () => {
    const elsewhere: HttpInterceptorFn = (request, next) =>
      next(request.clone({ url: "https://evil.example/api/posts/" }));
    await provide([elsewhere, sessionInterceptor]);
    http.get(posts).subscribe();
    const arrived = await arrival("https://evil.example/api/posts/");
    expect(arrived.request.headers.has("Authorization")).toBe(false);
  });
});
