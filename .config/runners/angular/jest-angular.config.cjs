module.exports = {
  preset: "jest-preset-angular",
  setupFilesAfterEnv: ["<rootDir>/setup-jest.ts"],
  transformIgnorePatterns: ["node_modules/(?!(@angular|@sojourn|.*\\.mjs$))"],
  transform: {
    "^.+\\.(ts|js|mjs|html|svg)$": [
      "jest-preset-angular",
      { tsconfig: "<rootDir>/tsconfig.jest.json", stringifyContentPathRegex: "\\.(html|svg)$" },
    ],
  },
};
