export default {
  entry: "./src/main.tsx",
  output: { publicPath: "/" },
  performance: { hints: false },
  resolve: { extensions: [".tsx", ".ts", ".js"] },
  module: { rules: [{ test: /\.tsx?$/, loader: "esbuild-loader", options: { jsx: "automatic" } }] },
};
