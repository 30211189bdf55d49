/** The React page: opens what the address names, and puts the app on the screen. */
import { SessionProvider } from "@sojourn/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { byId } from "../src/dom.ts";
import { openPage } from "../src/open-page.ts";
import type { AnySession } from "../src/open-session.ts";
import { createRouter } from "./router.tsx";

declare module "@sojourn/react" {
  interface Register {
    session: AnySession;
  }
}

const page = await openPage("react");
if (page)
  createRoot(byId("app")).render(
    <StrictMode>
      <SessionProvider session={page.session}>
        <RouterProvider router={createRouter(page)} />
      </SessionProvider>
    </StrictMode>,
  );
