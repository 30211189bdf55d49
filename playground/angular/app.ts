/** The app: whatever the router finds for the address. */
import { Component } from "@angular/core";
import { RouterOutlet } from "@angular/router";

@Component({
  selector: "#app",
  imports: [RouterOutlet],
  template: "<router-outlet />",
  // Outlets only mark a spot; the page's columns lay out what stands beside them.
  styles: "router-outlet { display: none }",
})
export class App {}
