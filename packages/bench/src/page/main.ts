/** The page that every part measures in. `index.html?part=requests` loads the code of that part and nothing else. */

/** What a page can be asked, by part. Each value is an object of functions that take and give plain data. */
const parts: Record<string, () => Promise<{ readonly bench: object }>> = {
  "fan-out": () => import("../fan-out/in-page.ts"),
  idle: () => import("../idle/in-page.ts"),
  requests: () => import("../requests/in-page.ts"),
  stampede: () => import("../stampede/in-page.ts"),
  tabs: () => import("../tabs/in-page.ts"),
};

const part = new URL(location.href).searchParams.get("part") ?? "";
const { bench } = (await parts[part]?.()) ?? {};
Object.assign(globalThis, { bench });
