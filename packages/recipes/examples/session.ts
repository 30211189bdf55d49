// The session of the app: made once, in a module of its own, and imported wherever somebody needs it.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

export const session = createSession({
  backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
});

declare module "@sojourn/react" {
  interface Register {
    session: typeof session;
  }
}
