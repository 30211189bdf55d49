// The session of the app that is tested.
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
