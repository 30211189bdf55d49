import { mergeApplicationConfig } from "@angular/core";
import { type BootstrapContext, bootstrapApplication } from "@angular/platform-browser";
import { provideServerRendering, RenderMode, withRoutes } from "@angular/ssr";
import { App, appConfig } from "./app";

const serverConfig = mergeApplicationConfig(appConfig, {
  providers: [
    provideServerRendering(
      withRoutes([
        { path: "posts", renderMode: RenderMode.Server },
        { path: "client", renderMode: RenderMode.Client },
        { path: "**", renderMode: RenderMode.Prerender },
      ]),
    ),
  ],
});

export default (context: BootstrapContext) => bootstrapApplication(App, serverConfig, context);
