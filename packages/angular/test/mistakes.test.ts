// @vitest-environment jsdom
// The typical mistakes with Angular, each with what it is answered. The table stands in docs/troubleshooting.md.
import "@angular/compiler";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HttpClient, provideHttpClient } from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { TestBed } from "@angular/core/testing";
import { injectAuth, provideSession } from "@sojourn/angular";
import { firstValueFrom } from "rxjs";
import { expect, it, vi } from "vitest";
import { openWorld, prepare } from "./world.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/troubleshooting.md"), "utf8");
const mistakes = {
  "no interceptor":
    "was refused (401) though somebody is logged in: HttpClient does not know of the session. Write provideHttpClient(withInterceptors([sessionInterceptor])).",
  "no `provideSession`": "session: add provideSession(session) to the providers of your app",
  "`provideSession(undefined)`, or the backend":
    "Write provideSession(session), with what createSession() returned.",
};

prepare();

it("all of them stand in docs/troubleshooting.md", () => {
  for (const [mistake, told] of Object.entries(mistakes))
    expect(page).toContain(`| ${mistake} | ${told} |`);
});

it("no interceptor", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const world = openWorld();
  TestBed.configureTestingModule({
    providers: [provideSession(world.session), provideHttpClient(), provideHttpClientTesting()],
  });
  await world.logIn();
  const posts = "https://api.example.com/api/posts/";
  const failure = firstValueFrom(TestBed.inject(HttpClient).get(posts)).catch(() => {});
  const answer = { status: 401, statusText: "Unauthorized" };
  TestBed.inject(HttpTestingController).expectOne(posts).flush({}, answer);
  await failure;
  await world.advance();
  expect(warn.mock.calls.join()).toContain(mistakes["no interceptor"]);
  warn.mockRestore();
});

it("no provideSession", () => {
  TestBed.configureTestingModule({});
  expect(() => TestBed.runInInjectionContext(injectAuth)).toThrowError(
    mistakes["no `provideSession`"],
  );
});

it("no session, or the backend in its place", () => {
  const { server } = openWorld();
  for (const given of [undefined, server.backend]) {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: [provideSession(given as never)] });
    expect(() => TestBed.runInInjectionContext(injectAuth)).toThrowError(
      expect.objectContaining({
        code: "misconfigured",
        message: mistakes["`provideSession(undefined)`, or the backend"],
      }),
    );
  }
});
