// The session of the app, which also knows when nobody is there.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

export const session = createSession({
  backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
  idle: { timeout: 15 * 60_000, warning: 60_000 },
});
