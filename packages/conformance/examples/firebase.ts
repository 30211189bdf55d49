// Firebase Authentication's REST API.
import { defineBackend } from "@sojourn/core";

const key = "AIza-example";
const wrong = ["INVALID_LOGIN_CREDENTIALS", "INVALID_PASSWORD", "EMAIL_NOT_FOUND", "USER_DISABLED"];
const dead = ["TOKEN_EXPIRED", "INVALID_REFRESH_TOKEN", "USER_DISABLED", "USER_NOT_FOUND"];
const codeOf = (body: unknown) => `${(body as { error?: { message?: string } }).error?.message}`;

export const backend = defineBackend({
  name: "Firebase",
  baseUrl: "https://api.example.com/",
  login: {
    method: "POST",
    path: `https://identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=${key}`,
    body: (input: { email: string; password: string }) => ({ ...input, returnSecureToken: true }),
    read(body) {
      const { idToken, refreshToken } = body as Record<string, string>;
      return idToken && refreshToken ? { access: idToken, refresh: refreshToken } : undefined;
    },
    rejects: ({ body }) => wrong.includes(codeOf(body)),
    // "TOO_MANY_ATTEMPTS_TRY_LATER : Access to this account has been temporarily disabled …"
    means: ({ body }) => (codeOf(body).startsWith("TOO_MANY_ATTEMPTS") ? "throttled" : undefined),
  },
  refresh: {
    method: "POST",
    path: `https://securetoken.googleapis.com/v1/token?key=${key}`,
    body: ({ refresh }) =>
      new URLSearchParams({ grant_type: "refresh_token", refresh_token: `${refresh}` }),
    read(body) {
      const { id_token, refresh_token } = body as Record<string, string>;
      return id_token && refresh_token ? { access: id_token, refresh: refresh_token } : undefined;
    },
    rejects: ({ body }) => dead.includes(codeOf(body)),
  },
  user: ({ user_id: id, email }) => ({ id: `${id}`, email: `${email}` }),
  fields: (body) => ({ "": [codeOf(body)] }),
});
