import { createSession, errorText } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

export { errorText };

export const session = createSession({
  backend: simpleJwt({
    baseUrl: "http://localhost:5341/api/",
    user: { path: "me/", read: (me) => ({ name: String(me.username) }) },
  }),
});

export async function loadPosts() {
  const { results } = await (await session.fetch("posts/")).json();
  return results;
}
