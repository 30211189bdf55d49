// What replaces the token handling of the UserService.
import { createSession } from "@sojourn/core";
import { djangoRestFrameworkJwt } from "@sojourn/django";

export const session = createSession({
  backend: djangoRestFrameworkJwt({ baseUrl: "/" }),
});
