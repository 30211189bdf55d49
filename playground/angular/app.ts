/** The app: whatever the router finds for the address. */
import { Component } from "@angular/core";
import { RouterOutlet } from "@angular/router";

@Component({ selector: "#app", imports: [RouterOutlet], template: "<router-outlet />" })
export class App {}
