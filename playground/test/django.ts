/** A real Django for each worker of these tests, so that workers share nothing: its address, its control panel, and pages that know it. */
import { test as base, expect } from "@playwright/test";
import { startDjango } from "../../.config/programs/django.ts";

/** Whether these tests have a Django; `pnpm test` says why not. */
const hasDjango = process.env.SOJOURN_DJANGO !== "";

/** What a test asks of the server besides its API: see `playground/django/README.md`. */
export interface Control {
  /** Orders something: `("settings/", { accessLifetimeMs: 5000 })`. */
  post(path: string, data?: object): Promise<void>;
  /** Takes something back, or forgets it. */
  delete(path: string): Promise<void>;
  /** What a user's authenticator app shows: see `totp` in `users/`. */
  code(username: string): Promise<string>;
  /** What the server saw of these requests. */
  log(query: Record<string, string>): Promise<Log>;
}

/** A request that the server saw. */
export interface SeenRequest {
  readonly method: string;
  /** The first part of its path: which server it was for. */
  readonly prefix: string;
  /** Below the prefix. */
  readonly path: string;
  readonly status: number;
}

interface Log {
  readonly byRoute: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Newest last. */
  readonly recent: readonly SeenRequest[];
  /** A fingerprint of each refresh token that came, and how often it did. */
  readonly refreshTokens: Readonly<Record<string, number>>;
}

/** `django`: the server's address, `""` where there is none. Every page of a test is told of it before its first script. */
export const test = base.extend<{ control: Control }, { django: string }>({
  django: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names it needs from this pattern.
    async ({}, use) => {
      if (!hasDjango) return use("");
      const server = await startDjango();
      await use(server.url);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  context: async ({ context, django }, use) => {
    await context.addInitScript((url) => {
      Object.assign(globalThis, { djangoUrl: url });
    }, django);
    await use(context);
  },
  control: async ({ request, django }, use) => {
    const at = (path: string): string => `${django}/control/${path}`;
    const get = async (path: string) => {
      const response = await request.get(at(path));
      expect(response.ok()).toBe(true);
      return response.json();
    };
    await use({
      async post(path, data = {}) {
        expect((await request.post(at(path), { data })).ok()).toBe(true);
      },
      async delete(path) {
        expect((await request.delete(at(path))).ok()).toBe(true);
      },
      async code(username) {
        const { code } = await get(`totp/?user=${username}`);
        return code;
      },
      log: (query) => get(`requests/?${new URLSearchParams(query)}`),
    });
  },
});

/** Leaves a file, or a test, out where no Django runs, but never in CI. */
export function needDjango(): void {
  test.skip(!hasDjango && !process.env.CI, "no Django runs beside these tests");
}
