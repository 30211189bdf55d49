// @vitest-environment jsdom
// The warning about a forgotten interceptor in development, without false alarms.

import "@angular/compiler";
import {
  HttpClient,
  HttpContext,
  type HttpInterceptorFn,
  HttpRequest,
  provideHttpClient,
  withInterceptors,
} from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { TestBed } from "@angular/core/testing";
import { provideSession, SKIP_SESSION, sessionInterceptor } from "@sojourn/angular";
import { firstValueFrom } from "rxjs";
import { afterEach, expect, it, vi } from "vitest";
import { openWorld, prepare, type World } from "./world.ts";

const posts = "https://api.example.com/api/posts/";
const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
let world: World;

prepare();
afterEach(() => {
  warned.mockClear();
});

/** A logged-in session, and a client with these interceptors. */
async function provide(interceptors: HttpInterceptorFn[]): Promise<void> {
  world = openWorld();
  TestBed.configureTestingModule({
    providers: [
      provideSession(world.session),
      provideHttpClient(withInterceptors(interceptors)),
      provideHttpClientTesting(),
    ],
  });
  await world.logIn();
}

/** Sends to `url` and lets it be answered with `status`. */
async function refuse(
  url: string,
  status: number,
  { method = "GET", context = new HttpContext() } = {},
): Promise<void> {
  const http = TestBed.inject(HttpClient);
  const failure = firstValueFrom(http.request(method, url, { context })).catch(() => {});
  await world.advance();
  TestBed.inject(HttpTestingController).expectOne(url).flush({}, { status, statusText: "" });
  await failure;
  await world.advance();
}

it("warns once about a forgotten interceptor, without the query, also after another login", async () => {
  await provide([]);
  void world.session.logout();
  await world.logIn();
  await refuse(`${posts}?token=secret`, 401);
  await refuse(posts, 401);
  expect(warned.mock.calls).toEqual([[expect.stringMatching(/^GET https:\S+posts\/ was refused/)]]);
  expect(warned.mock.calls.join()).not.toContain("secret");
});

it("names the method of a request that was made as an object", async () => {
  await provide([]);
  TestBed.inject(HttpClient)
    .request(new HttpRequest("DELETE", posts))
    .subscribe({ error() {} });
  await world.advance();
  TestBed.inject(HttpTestingController).expectOne(posts).flush({}, { status: 401, statusText: "" });
  await world.advance();
  expect(warned.mock.calls.join()).toMatch(/^DELETE https:/);
});

it("does not warn about URLs that are not signed, other failures, or without a token", async () => {
  await provide([]);
  await refuse("https://elsewhere.example/posts/", 401);
  await refuse(posts, 403);
  await refuse("https://api.example.com/api/token/", 401, { method: "POST" });
  world.server.fail("token/refresh/", "network");
  await world.advance(world.server.accessLifetime);
  await refuse(posts, 401);
  void world.session.logout();
  await refuse(posts, 401);
  expect(warned).not.toHaveBeenCalled();
});

it("a refused request to the page's own server is told for what it is: not one to the API", async () => {
  await provide([]);
  await refuse("posts/", 401);
  await refuse("posts/", 401);
  expect(warned.mock.calls).toEqual([
    [expect.stringContaining("It starts at the page's own address.")],
  ]);
});

it("does not warn if the interceptor is there and a request skips it", async () => {
  await provide([sessionInterceptor]);
  await refuse(posts, 401, { context: new HttpContext().set(SKIP_SESSION, true) });
  expect(warned).not.toHaveBeenCalled();
});
