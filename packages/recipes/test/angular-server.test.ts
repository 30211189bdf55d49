// The page about @angular/ssr: its configuration, rendered as a server does.
import "@angular/compiler";
import { Component } from "@angular/core";
import { type BootstrapContext, bootstrapApplication } from "@angular/platform-browser";
import { renderApplication } from "@angular/platform-server";
import { RouterOutlet } from "@angular/router";
import { RenderMode } from "@angular/ssr";
import { expect, it, vi } from "vitest";

// A build for a server has this constant before anything is loaded.
vi.stubGlobal("ngServerMode", true);
const { config } = await import("../examples/ssr/angular/app.config.server");
const { routes } = await import("../examples/ssr/angular/app.routes");
const { serverRoutes } = await import("../examples/ssr/angular/app.routes.server");

const App = Component({
  selector: "app-root",
  imports: [RouterOutlet],
  template: "<router-outlet />",
})(class {});

it("a public page neither greets anybody nor asks them to log in", async () => {
  const start = (context: BootstrapContext) => bootstrapApplication(App, config, context);
  const html = await renderApplication(start, {
    document: "<html><body><app-root></app-root></body></html>",
    url: "https://app.example.com/",
    allowedHosts: ["app.example.com"],
  });
  expect(html).toContain("<h1>Welcome</h1>");
  expect(html).not.toContain("href");
});

it("each guarded route is left to the browser", () => {
  const guarded = routes.filter(({ canActivate }) => canActivate).map(({ path }) => path);
  const modes = guarded.map((path) => serverRoutes.find((one) => one.path === path)?.renderMode);
  expect(modes).toEqual([RenderMode.Client, RenderMode.Client]);
});
