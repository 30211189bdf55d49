// One React app for browsers, with React Router, built by Vite, webpack and Parcel.
import type { Consumer } from "./consumer.ts";

const ours = ["core", "django", "react"];
const react = { react: "^19", "react-dom": "^19", "react-router": "^8" };

export const bundlers: readonly Consumer[] = [
  {
    name: "vite-react-19",
    apps: ["react-parts", "react", "vite"],
    ours,
    packages: { ...react, vite: "^8", "@vitejs/plugin-react": "^6" },
    shows: ["react", "vite", "react-router"],
    build: "vite build",
    serve: { folder: "dist" },
  },
  {
    name: "vite-react-18",
    apps: ["react-parts", "react", "vite"],
    ours,
    // The last React Router for React 18 is 7.
    packages: {
      react: "^18",
      "react-dom": "^18",
      "react-router": "^7",
      vite: "^8",
      "@vitejs/plugin-react": "^6",
    },
    shows: ["react", "vite", "react-router"],
    build: "vite build",
    serve: { folder: "dist" },
  },
  {
    name: "webpack",
    apps: ["react-parts", "react", "webpack"],
    ours,
    packages: {
      ...react,
      webpack: "^5",
      "webpack-cli": "^7",
      "esbuild-loader": "^4",
      esbuild: "*",
    },
    shows: ["webpack", "react"],
    build: "webpack --mode production && cp index.html dist/",
    serve: { folder: "dist" },
  },
  {
    name: "parcel",
    apps: ["react-parts", "react"],
    ours,
    // Parcel reads no `exports`, and React Router 8 has nothing else.
    packages: { ...react, "react-router": "^7", parcel: "^2" },
    shows: ["parcel", "react"],
    build: "parcel build index.html --no-cache",
    serve: { folder: "dist" },
  },
];
