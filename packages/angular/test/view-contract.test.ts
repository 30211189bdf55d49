// @vitest-environment jsdom
// Angular keeps the view contract: OnPush components that read signals, in an app without zone.js.

import "@angular/compiler";
import {
  ApplicationRef,
  ChangeDetectionStrategy,
  Component,
  createComponent,
  createEnvironmentInjector,
  EnvironmentInjector,
  InjectionToken,
  inject,
  runInInjectionContext,
  type Type,
} from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { injectAuth, provideSession } from "@sojourn/angular";
import {
  type OnRender,
  type TestSession,
  type ViewBinding,
  viewContract,
} from "@sojourn/conformance";
import { describe, it } from "vitest";
import { prepare } from "./world.ts";

prepare();

const ON_RENDER = new InjectionToken<OnRender>("ON_RENDER");
const changeDetection = ChangeDetectionStrategy.OnPush;

/** What an app does around a part that may break: Angular has no boundaries for errors in templates. */
function guarded(render: () => void): string {
  try {
    render();
    return "fine";
  } catch {
    return "broken";
  }
}

const Person = Component({ selector: "app-person", template: "{{ show() }}", changeDetection })(
  class {
    readonly auth = injectAuth<TestSession>();
    readonly onRender = inject(ON_RENDER);
    show(): string {
      const [status, user] = [this.auth.status(), this.auth.user()];
      return guarded(() => this.onRender("person", { status, user }));
    }
  },
);

const Expiry = Component({ selector: "app-expiry", template: "{{ show() }}", changeDetection })(
  class {
    readonly auth = injectAuth<TestSession>();
    readonly onRender = inject(ON_RENDER);
    show(): string {
      const expiresAt = this.auth.expiresAt();
      return guarded(() => this.onRender("expiry", { expiresAt }));
    }
  },
);

const angular: ViewBinding = {
  async act(work) {
    await work();
    TestBed.tick();
  },
  mount(session, onRender) {
    const app = TestBed.inject(ApplicationRef);
    const environmentInjector = createEnvironmentInjector(
      [provideSession(session), { provide: ON_RENDER, useValue: onRender }],
      TestBed.inject(EnvironmentInjector),
    );
    const parts = [Person, Expiry].map((part: Type<unknown>) => {
      const { hostView } = createComponent(part, { environmentInjector });
      app.attachView(hostView);
      return hostView;
    });
    TestBed.tick();
    const auth = runInInjectionContext(environmentInjector, () => injectAuth<TestSession>());
    const { error, pending, status, user, loggingIn, refreshing, offline, ...more } = auth;
    return {
      shown: () => ({
        status: status(),
        user: user(),
        loggingIn: loggingIn(),
        pending: pending(),
        refreshing: refreshing(),
        offline: offline(),
        expiresAt: more.expiresAt(),
        reason: more.reason(),
        elsewhere: more.elsewhere(),
        error: error(),
      }),
      verbs: () => auth,
      unmount() {
        for (const part of parts) part.destroy();
        environmentInjector.destroy();
      },
    };
  },
};

describe("Angular keeps the view contract", () => {
  viewContract(it, angular);
});
