/** What each package costs a page: minified and compressed with brotli, its dependencies included, its peers left out. */
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "rolldown";
import type { Tools } from "../browser.ts";
import { type Print, showNumber, table } from "../figures.ts";
import { withVersion } from "../versions.ts";

/** A package, and what an app imports from it. */
interface Entry {
  readonly name: string;
  readonly imports: string;
  /** Further packages of the same app: `import … from`. */
  readonly and?: readonly (readonly [imports: string, name: string])[];
}

const groups: Readonly<Record<string, readonly Entry[]>> = {
  "session and fetch": [
    { name: "@sojourn/core", imports: "createSession", and: [["simpleJwt", "@sojourn/django"]] },
    { name: "oidc-client-ts", imports: "UserManager" },
    { name: "keycloak-js", imports: "default" },
    { name: "@supabase/supabase-js", imports: "createClient" },
    { name: "@okta/okta-auth-js", imports: "OktaAuth" },
    { name: "@auth0/auth0-spa-js", imports: "createAuth0Client" },
  ],
  axios: [
    { name: "@sojourn/axios", imports: "attachSession" },
    { name: "axios-auth-refresh", imports: "createAuthRefresh" },
    { name: "axios-jwt", imports: "applyAuthTokenInterceptor" },
  ],
  Angular: [
    { name: "@sojourn/angular", imports: "provideSession, sessionInterceptor" },
    { name: "@auth0/angular-jwt", imports: "JwtModule" },
  ],
  React: [
    { name: "@sojourn/react", imports: "SessionProvider, useAuth" },
    { name: "zustand", imports: "create" },
  ],
  idleness: [
    { name: "react-idle-timer", imports: "useIdleTimer" },
    { name: "@ng-idle/core", imports: "Idle, provideNgIdle" },
  ],
};

/** What an app has anyway, with each of these. */
const frameworks = ["axios", "react", "react-dom", "rxjs", "@angular"];

/** Bundles all of them. Prints one table. */
export async function measureBytes(_browser: unknown, print: Print, tools: Tools): Promise<void> {
  print("## Bytes");
  print(
    "Minified, brotli, dependencies included; axios, React, RxJS, Angular and the core below a binding left out. The name is followed by what is imported.",
  );
  const conditions = tools.fromSources.resolve?.conditions ?? [];
  for (const [group, entries] of Object.entries(groups)) {
    const weighed: { entry: Entry; bytes: number }[] = [];
    for (const entry of entries) weighed.push({ entry, bytes: await bytesOf(entry, conditions) });
    weighed.sort((a, b) => a.bytes - b.bytes);
    const ours =
      weighed.find(({ entry }) => entry.name.startsWith("@sojourn/"))?.bytes ?? Number.NaN;
    const rows = weighed.map(({ entry, bytes }) => [
      `${withVersion(entry.name)}, \`${entry.imports}\``,
      showNumber(bytes / ours, 2),
      showNumber(bytes, 0),
    ]);
    print(table([group, "÷ Sojourn", "bytes"], rows));
  }
}

async function bytesOf({ name, imports, and = [] }: Entry, conditions: string[]): Promise<number> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const entry = `${cwd}entry.js`;
  const lines = [[imports, name] as const, ...and].map(
    ([what, from]) => `export { ${what} } from "${from}";`,
  );
  const outside = name === "@sojourn/core" ? frameworks : [...frameworks, "@sojourn/core"];
  const { output } = await build({
    input: entry,
    cwd,
    platform: "browser",
    logLevel: "silent",
    write: false,
    external: (id) => outside.some((one) => `${id}/`.startsWith(`${one}/`)),
    resolve: { conditionNames: [...conditions, "production", "import", "default"] },
    transform: { define: { ngDevMode: "false", "process.env.NODE_ENV": '"production"' } },
    output: { format: "esm", minify: true, comments: false, codeSplitting: false },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) => (id === entry ? lines.join("\n") : null),
      },
    ],
  });
  return brotliCompressSync(output[0].code).length;
}
