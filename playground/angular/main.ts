/** The Angular page: opens what the address names, and puts the app on the screen. */
import { Component, provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { openPage } from "../src/open-page.ts";

@Component({ selector: "#app", template: `<p class="card empty">Not written yet.</p>` })
class App {}

const stage = await openPage("angular");
if (stage) await bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
