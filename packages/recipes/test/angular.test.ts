// @vitest-environment jsdom
// The page about Angular's resources: its component is run.
import "@angular/compiler";
import { provideHttpClient, withFetch, withInterceptors } from "@angular/common/http";
import { provideZonelessChangeDetection } from "@angular/core";
import { type ComponentFixture, TestBed } from "@angular/core/testing";
import { BrowserTestingModule, platformBrowserTesting } from "@angular/platform-browser/testing";
import { provideSession, sessionInterceptor } from "@sojourn/angular/without-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Posts } from "../examples/posts-resource";
import { session } from "../examples/session";
import { as, openWorld, type World } from "./support/world";

TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());

let world: World;
let fixture: ComponentFixture<Posts>;
const shown = () => fixture.nativeElement.textContent.replaceAll(/\s+/g, " ").trim();
const shows = (text: string) => vi.waitFor(() => expect(shown()).toContain(text));

beforeEach(async () => {
  world = openWorld();
  TestBed.configureTestingModule({
    providers: [
      provideZonelessChangeDetection(),
      provideSession(session),
      provideHttpClient(withFetch(), withInterceptors([sessionInterceptor])),
    ],
  });
  await session.login(as("alice"));
  await session.fetch("me/");
});
afterEach(async () => {
  await session.logout();
  TestBed.resetTestingModule();
  vi.unstubAllGlobals();
});

describe("Angular's resources", () => {
  it("are loaded although the token was refused at first", async () => {
    world.server.revoke();
    fixture = TestBed.createComponent(Posts);
    await shows("A post by alice");
    await shows("2 likes");
    expect(world.answers("posts/")).toEqual([401, 200]);
    expect(world.answers("token/refresh/")).toEqual([200]);
  });

  it("have no value after a logout, and the next person's after the next login", async () => {
    fixture = TestBed.createComponent(Posts);
    await shows("A post by alice");
    await session.logout();
    await shows("? likes");
    expect(shown()).not.toContain("alice");
    await session.login(as("bob"));
    await shows("A post by bob");
    expect(world.answers("posts/")).toEqual([200, 200]);
  });

  it("are loaded anew if another person takes over without a logout", async () => {
    fixture = TestBed.createComponent(Posts);
    await shows("A post by alice");
    await session.login(as("bob"));
    await shows("A post by bob");
    expect(shown()).not.toContain("alice");
  });

  it("that fail show a sentence, and do not break the page", async () => {
    world.server.fail("posts/", { status: 500 }, 1);
    fixture = TestBed.createComponent(Posts);
    await shows("The posts cannot be shown.");
    fixture.nativeElement.querySelector("button").click();
    await shows("A post by alice");
  });
});
