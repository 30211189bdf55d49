// How the server renders each route.
import { RenderMode, type ServerRoute } from "@angular/ssr";

export const serverRoutes: ServerRoute[] = [
  { path: "", renderMode: RenderMode.Prerender }, // public pages
  { path: "login", renderMode: RenderMode.Client },
  { path: "posts", renderMode: RenderMode.Client }, // guarded pages
  { path: "**", renderMode: RenderMode.Server },
];
