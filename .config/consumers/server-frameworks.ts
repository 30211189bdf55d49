// React apps whose pages are rendered on a server first: Next, React Router in framework mode, TanStack Start, Astro.
import { expect } from "@playwright/test";
import type { Consumer, RunningApp } from "./consumer.ts";

const ours = ["core", "django", "react"];
const react = { react: "^19", "react-dom": "^19" };
const types = {
  typescript: "^5",
  "@types/react": "^19",
  "@types/react-dom": "^19",
  "@types/node": "^22",
};

/** A server sends the guarded page to everybody, and nobody's name or posts with it. */
async function checkPrivacy({ web }: RunningApp): Promise<string> {
  const answer = await fetch(`${web}/posts`);
  expect(answer.status, "the guarded page on the server").toBe(200);
  const html = await answer.text();
  expect(html, "the guarded page on the server").not.toContain("Hello");
  return "the server renders the guarded page without anybody's data";
}

/** A guard that runs on the server is told where it belongs, by what the server prints or answers. The apps have one at `/wrong`. */
async function checkRefusal({ web, output }: RunningApp): Promise<string> {
  const answer = await fetch(`${web}/wrong`);
  expect(answer.status, "a guard that asks the session on the server").toBe(500);
  const told = `${output()}${await answer.text()}`;
  expect(told, "what is told about it").toContain("On a server all visitors would share");
  return "a guard on the server is refused, and told what to write";
}

async function also(app: RunningApp): Promise<readonly string[]> {
  return [await checkPrivacy(app), await checkRefusal(app)];
}

export const serverFrameworks: readonly Consumer[] = [
  {
    name: "next",
    apps: ["react-parts", "next"],
    ours,
    packages: { ...react, ...types, next: "^16" },
    shows: ["next", "react"],
    build: "next build",
    serve: { command: "next start -p $PORT" },
    also,
  },
  {
    name: "react-router-framework",
    apps: ["react-parts", "react-router"],
    ours,
    packages: {
      ...react,
      ...types,
      // They want one another in the same version, and not every registry has all of them in the newest.
      "react-router": "~8.4",
      "@react-router/dev": "~8.4",
      "@react-router/node": "~8.4",
      "@react-router/serve": "~8.4",
      isbot: "^5",
      vite: "^8",
    },
    shows: ["react-router", "react", "vite"],
    build: "react-router build",
    serve: { command: "react-router-serve build/server/index.js" },
    also,
  },
  {
    name: "tanstack-start",
    apps: ["react-parts", "tanstack-start"],
    ours,
    packages: {
      ...react,
      ...types,
      "@tanstack/react-start": "^1",
      "@tanstack/react-router": "^1",
      "@vitejs/plugin-react": "^6",
      vite: "^8",
    },
    shows: ["@tanstack/react-start", "react", "vite"],
    build: "vite build",
    serve: { command: "vite preview --port $PORT --strictPort" },
    also,
  },
  {
    name: "astro",
    apps: ["react-parts", "astro"],
    ours,
    packages: { ...react, ...types, astro: "^7", "@astrojs/react": "*" },
    shows: ["astro", "react"],
    build: "astro build",
    serve: { command: "astro preview --port $PORT" },
    also: async (app) => [await checkPrivacy(app)],
  },
];
