// @vitest-environment jsdom
// Cookies: what the session wants of them, in Angular's own words; a request that says so itself has its way. And who sends by
// XMLHttpRequest, which always brings the cookies of the page's own origin, is warned where these are believed first.

import "@angular/compiler";
import { XhrFactory } from "@angular/common";
import {
  HttpClient,
  type HttpFeature,
  type HttpFeatureKind,
  provideHttpClient,
  withFetch,
  withInterceptors,
  withXhr,
} from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { TestBed } from "@angular/core/testing";
import { provideSession, sessionInterceptor } from "@sojourn/angular";
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import { firstValueFrom } from "rxjs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeXhr } from "./fake-xhr.ts";
import { alice, prepare } from "./world.ts";

prepare();

interface Setting {
  readonly credentials?: RequestCredentials | undefined;
  readonly sessionFirst?: boolean;
  readonly origin?: string;
}

/** A logged-in session in a page of jsdom. */
async function logIn({ credentials, sessionFirst, origin = location.origin }: Setting) {
  const server = createTokenServer({ baseUrl: `${origin}/api/` });
  const { clock, baseUrl } = server;
  const { ports, fetch } = createBrowser({ clock, fetch: server.fetch }).openTab();
  const backend = { ...server.backend, ...(sessionFirst && { sessionFirst }) };
  const session = createSession({ backend, ports, fetch, credentials });
  session.start();
  const login = session.login(alice);
  await clock.advance();
  await login;
  return { session, clock, fetch, baseUrl };
}

describe("the cookies of a signed request", () => {
  it.each([
    ["omit", {}, { withCredentials: false, credentials: "omit" }],
    [undefined, {}, { withCredentials: false, credentials: undefined }],
    ["same-origin", {}, { withCredentials: false, credentials: "same-origin" }],
    ["include", {}, { withCredentials: true, credentials: undefined }],
    ["omit", { withCredentials: true }, { withCredentials: true, credentials: undefined }],
    ["include", { credentials: "omit" }, { withCredentials: false, credentials: "omit" }],
  ] as const)("with the option %s and %o of its own are %o", async (credentials, own, expected) => {
    const { session, clock, baseUrl } = await logIn({ credentials });
    TestBed.configureTestingModule({
      providers: [
        provideSession(session),
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    const url = `${baseUrl}posts/`;
    const answer = firstValueFrom(TestBed.inject(HttpClient).get(url, own));
    await clock.advance();
    const sent = TestBed.inject(HttpTestingController).expectOne(url);
    const { request } = sent;
    sent.flush({});
    await answer;
    expect({ withCredentials: request.withCredentials, credentials: request.credentials }).toEqual(
      expected,
    );
    expect(request.headers.get("Authorization")).toMatch(/^Bearer /);
  });
});

describe("XMLHttpRequest at a server that looks at its session first", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** What the console says when an app with this backend of `HttpClient` asks three times. */
  async function warningsOf(how: HttpFeature<HttpFeatureKind>, setting: Setting) {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { session, clock, fetch, baseUrl } = await logIn(setting);
    vi.stubGlobal("fetch", fetch);
    TestBed.configureTestingModule({
      providers: [
        provideSession(session),
        provideHttpClient(withInterceptors([sessionInterceptor]), how),
        { provide: XhrFactory, useValue: { build: () => new FakeXhr(fetch, baseUrl) } },
      ],
    });
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = firstValueFrom(TestBed.inject(HttpClient).get(`${baseUrl}posts/`));
      await clock.advance();
      await answer;
    }
    vi.unstubAllGlobals();
    return warned.mock.calls.map(([message]) => `${message}`);
  }

  it("causes one warning with the remedy, on the page's own origin", async () => {
    const warned = await warningsOf(withXhr(), { sessionFirst: true });
    expect(warned).toEqual([expect.stringContaining("withFetch()")]);
  });

  it.each([
    ["for fetch", withFetch(), { sessionFirst: true }],
    ["on another origin", withXhr(), { sessionFirst: true, origin: "https://api.example.com" }],
    ["where cookies are wanted", withXhr(), { sessionFirst: true, credentials: "same-origin" }],
    ["where tokens come first", withXhr(), {}],
  ] as const)("is no matter %s", async (_, how, setting) => {
    expect(await warningsOf(how, setting)).toEqual([]);
  });
});
