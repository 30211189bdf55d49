// A session whose user has roles: the server's "me" tells them.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

export const session = createSession({
  backend: simpleJwt({
    baseUrl: "https://api.example.com/api/",
    user: {
      path: "users/me/",
      read: (me) => ({
        name: `${me.name}`,
        roles: Array.isArray(me.roles) ? me.roles.map(String) : [],
      }),
    },
  }),
});

/** Whether the person who is logged in has this role. */
export function hasRole(role: string): boolean {
  return session.getSnapshot().user?.roles.includes(role) ?? false;
}
