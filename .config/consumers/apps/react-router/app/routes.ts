import { index, type RouteConfig, route } from "@react-router/dev/routes";

export default [
  index("routes/home.tsx"),
  route("login", "routes/login.tsx"),
  route("posts", "routes/posts.tsx"),
  route("wrong", "routes/wrong.tsx"),
] satisfies RouteConfig;
