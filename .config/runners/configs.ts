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
const esModules = ["@sojourn", "@noble", "msw", "@mswjs", "until-async", "rettime"];

module.exports = {
  testEnvironment: "jest-fixed-jsdom",
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
