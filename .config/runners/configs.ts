// The configurations of the test runners, as docs/testing-your-app.md gives them to readers.

/** For Vitest with the environment of this name. */
export const vitestConfig = (
  environment: string,
): string => `import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "${environment}",
    // happy-dom asks servers by CORS; those of MSW are asked nothing.
    environmentOptions: { happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } } },
  },
});
`;

/** For Jest: compiles the packages that are ES modules only. */
export const jestConfig = `// These packages are ES modules only, so Jest has to compile them.
const esModules = ["@sojourn", "@noble", "msw", "@mswjs", "@open-draft", "until-async", "rettime"];

module.exports = {
  testEnvironment: "jest-fixed-jsdom",
  transform: { "\\\\.m?[jt]sx?$": "babel-jest" },
  transformIgnorePatterns: [\`/node_modules/(?!(\${esModules.join("|")})/)\`],
};
`;

/** For Jest with NODE_OPTIONS=--experimental-vm-modules: nothing is compiled to CommonJS. */
export const jestEsm = `module.exports = {
  testEnvironment: "jest-fixed-jsdom",
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  testEnvironmentOptions: { customExportConditions: ["import", "default"] },
};
`;

/** Babel's presets for both. */
export const jestBabel = `{
  "presets": [
    ["@babel/preset-env", { "targets": { "node": "current" } }],
    ["@babel/preset-react", { "runtime": "automatic" }],
    "@babel/preset-typescript"
  ]
}
`;

/** For a consumer that looks into the declarations of our packages too. */
export const tsconfig = `{
  "compilerOptions": {
    "strict": true,
    "target": "ES2021",
    "lib": ["ES2022", "DOM", "DOM.Iterable"],
    "module": "ESNext",
    "moduleResolution": "bundler",
    "jsx": "react-jsx",
    "types": []
  },
  "include": ["*.ts", "*.tsx"]
}
`;

/** One story of axios, for the lowest version of it. */
export const axiosTest = `import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import axios from "axios";
import { expect, it } from "vitest";

it("axios renews a refused token once, for all requests", async () => {
  const server = createTokenServer();
  const { ports, fetch } = createBrowser({ clock: server.clock, fetch: server.fetch }).openTab();
  const session = createSession({ backend: server.backend, ports, fetch });
  const api = axios.create({
    baseURL: server.baseUrl,
    async adapter(config) {
      const { status, body } = server.act({
        method: "GET",
        url: server.baseUrl + config.url,
        path: config.url,
        headers: { authorization: config.headers.get("Authorization") },
        body: "",
      });
      const answer = { data: body, status, statusText: "", headers: {}, config };
      if (status < 400) return answer;
      throw new axios.AxiosError("refused", "ERR_BAD_REQUEST", config, null, answer);
    },
  });
  attachSession(api, session);
  await session.login({ username: "alice", password: "correct horse" });
  server.revoke();
  const answers = await Promise.all([1, 2, 3].map(() => api.get("posts/")));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(server.count("token/refresh/")).toBe(1);
});
`;
