/** The React page: opens what the address names, and puts the app on the screen. */
import { createRoot } from "react-dom/client";
import { byId } from "../src/dom.ts";
import { openPage } from "../src/open-page.ts";

const stage = await openPage("react");
if (stage) createRoot(byId("app")).render(<p className="card empty">Not written yet.</p>);
