// @vitest-environment jsdom
// On a server: nobody is logged in, nothing is touched. And hydration of the page that it rendered, without a flash.

import "@angular/compiler";
import { Location } from "@angular/common";
import { HttpClient, provideHttpClient, withInterceptors } from "@angular/common/http";
import {
  type ApplicationConfig,
  type ApplicationRef,
  Component,
  inject,
  mergeApplicationConfig,
  provideEnvironmentInitializer,
} from "@angular/core";
import {
  type BootstrapContext,
  bootstrapApplication,
  provideClientHydration,
} from "@angular/platform-browser";
import { provideServerRendering, renderApplication } from "@angular/platform-server";
import { provideRouter, Router, RouterOutlet } from "@angular/router";
import {
  injectAuth,
  provideSession,
  requireAnonymous,
  requireAuth,
  sessionInterceptor,
  withAppInitializer,
  withLoginRoute,
} from "@sojourn/angular";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openWorld, type TestSession, type World } from "./world.ts";

let world: World;
let app: ApplicationRef | undefined;

beforeEach(() => {
  world = openWorld();
});
afterEach(() => {
  app?.destroy();
  app = undefined;
  vi.unstubAllGlobals();
});

const Private = Component({ selector: "app-private", template: "<p>private</p>" })(class {});
const Login = Component({ selector: "app-login", template: "<p>login</p>" })(class {});
const App = Component({
  selector: "app-root",
  imports: [RouterOutlet],
  template: `
    <header>
      @switch (auth.status()) {
        @case ("loading") { <i>…</i> }
        @case ("authenticated") { <b>{{ auth.user()?.name }}</b> }
        @default { <a>Log in</a> }
      }
    </header>
    <main><router-outlet /></main>
  `,
})(
  class {
    readonly auth = injectAuth<TestSession>();
  },
);

const config = (): ApplicationConfig => ({
  providers: [
    provideSession(world.session, withLoginRoute("/login"), withAppInitializer()),
    provideHttpClient(withInterceptors([sessionInterceptor])),
    provideClientHydration(),
    provideRouter([
      { path: "", pathMatch: "full", component: Login },
      { path: "posts", component: Private, canActivate: [requireAuth()] },
      { path: "archive/:year", component: Private, canMatch: [requireAuth()] },
      { path: "login", component: Login, canActivate: [requireAnonymous()] },
    ]),
  ],
});

const shell = "<html><head></head><body><app-root></app-root></body></html>";

/** What a server answers to a request for `url`. */
function render(url: string, more: ApplicationConfig = { providers: [] }): Promise<string> {
  vi.stubGlobal("ngServerMode", true);
  const all = mergeApplicationConfig(config(), { providers: [provideServerRendering()] }, more);
  return renderApplication((context: BootstrapContext) => bootstrapApplication(App, all, context), {
    document: shell,
    url: `https://app.example.com${url}`,
    allowedHosts: ["app.example.com"],
  });
}

/** What is to be read on the page, word by word. */
function textOf(page: Document): string {
  const words = page.querySelectorAll("app-root :is(i, b, a, p)");
  return [...words].map(({ textContent }) => textContent).join(" ");
}

function parse(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

describe("on a server", () => {
  it("the status is loading, and neither storage nor network nor clock is touched", async () => {
    const { ports } = world.tab;
    const read = vi.spyOn(ports.storage, "read");
    vi.stubGlobal("localStorage", undefined);
    vi.stubGlobal("indexedDB", undefined);
    vi.stubGlobal("BroadcastChannel", undefined);
    expect(textOf(parse(await render("/")))).toBe("… login");
    expect(read).not.toHaveBeenCalled();
    expect(world.server.requests).toEqual([]);
    expect(world.pending()).toBe(0);
    expect(world.session.getSnapshot().status).toBe("loading");
  });

  it("shows neither a guarded page nor the login page instead", async () => {
    await world.logIn();
    world = { ...world, session: world.another() };
    expect(textOf(parse(await render("/posts")))).toBe("…");
  });

  it.each(["/posts", "/archive/2026?page=2"])(
    "finishes the navigation to the guarded %s and keeps its address",
    async (url) => {
      let router: Router | undefined;
      let address: string | undefined;
      const listening = provideEnvironmentInitializer(() => {
        router = inject(Router);
        const location = inject(Location);
        router.events.subscribe(() => {
          address = location.path();
        });
      });
      const html = await render(url, { providers: [listening] });
      expect(textOf(parse(html))).toBe("…");
      // What @angular/ssr looks at: without it the answer is 404, with another address a redirect.
      expect(router?.lastSuccessfulNavigation()?.finalUrl).toBeDefined();
      expect(address).toBe(url);
    },
  );

  it("shows the login page at its own URL", async () => {
    expect(textOf(parse(await render("/login")))).toBe("… login");
  });

  it("sends requests unsigned and at once", async () => {
    const sent: (string | null)[] = [];
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      sent.push(new Headers(init.headers).get("Authorization"));
      return new Response("[]");
    });
    const Asking = Component({ selector: "app-root", template: "" })(
      class {
        constructor() {
          inject(HttpClient).get("https://api.example.com/api/posts/").subscribe();
        }
      },
    );
    const all = mergeApplicationConfig(config(), { providers: [provideServerRendering()] });
    await renderApplication(
      (context: BootstrapContext) => bootstrapApplication(Asking, all, context),
      {
        document: shell,
        url: "https://app.example.com/",
        allowedHosts: ["app.example.com"],
      },
    );
    expect(sent).toEqual([null]);
  });
});

describe("in the browser afterwards", () => {
  /** Lets the browser take over what the server rendered; gives all texts that were on the screen on the way. */
  async function takeOver(html: string): Promise<string[]> {
    const page = parse(html);
    document.head.innerHTML = page.head.innerHTML;
    document.body.innerHTML = page.body.innerHTML;
    const seen: string[] = [];
    const look = (): void => {
      const shown = textOf(document);
      if (shown !== seen.at(-1)) seen.push(shown);
    };
    look();
    const watching = new MutationObserver(look);
    watching.observe(document.body, { childList: true, subtree: true, characterData: true });
    vi.unstubAllGlobals();
    vi.stubGlobal("ngServerMode", false);
    const errors = vi.spyOn(console, "error");
    app = await bootstrapApplication(App, config());
    await app.whenStable();
    await world.advance();
    watching.disconnect();
    expect(errors).not.toHaveBeenCalled();
    return seen;
  }

  it("a logged-in user never sees the login page or a login link", async () => {
    const html = await render("/posts");
    await world.logIn();
    world = { ...world, session: world.another() };
    history.replaceState(null, "", "/posts");
    const seen = await takeOver(html);
    expect(seen[0]).toBe("…");
    expect(seen.at(-1)).toBe("Alice private");
    expect(seen.filter((text) => /log ?in/i.test(text))).toEqual([]);
  });

  it("the nodes of the server stay if nothing differs", async () => {
    history.replaceState(null, "", "/");
    const html = await render("/");
    const seen = await takeOver(html);
    expect(seen.at(-1)).toBe("Log in login");
  });
});
