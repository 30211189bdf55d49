// The session of the app.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

export const session = createSession({
  backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
});
