import {
  attachSession,
  createSession,
  errorText,
  simpleJwt,
} from "/node_modules/@sojourn/django/dist/sojourn.js";

export { errorText };

const baseUrl = "http://localhost:5341/api/";

export const session = createSession({
  backend: simpleJwt({
    baseUrl,
    user: { path: "me/", read: (me) => ({ name: String(me.username) }) },
  }),
});

// The global of axios' own script tag.
const api = globalThis.axios.create({ baseURL: baseUrl });
attachSession(api, session);

export async function loadPosts() {
  const { data } = await api.get("posts/");
  return data.results;
}
