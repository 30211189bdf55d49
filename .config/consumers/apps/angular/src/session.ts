import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

export const session = createSession({
  backend: simpleJwt({
    baseUrl: "http://localhost:5341/api/",
    user: { path: "me/", read: (me) => ({ name: String(me.username) }) },
  }),
});

declare module "@sojourn/angular" {
  interface Register {
    session: typeof session;
  }
}
