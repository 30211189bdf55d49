// The description of the members API in docs/backends.md.
import { defineBackend } from "@sojourn/core";

interface Member {
  readonly id: number;
  readonly name: string;
}

/** Reads the tokens at login and at refresh. `undefined` means: this is not an answer of our API. */
const readGrant = (body: unknown) => {
  const { access_token, refresh_token, expires_in } = body as Record<string, unknown>;
  return typeof access_token === "string" && typeof refresh_token === "string"
    ? { access: access_token, refresh: refresh_token, expiresIn: Number(expires_in) * 1000 } // missing: NaN, which means unknown
    : undefined;
};

export const backend = defineBackend({
  name: "members API",
  baseUrl: "https://api.example.com/v1/",
  login: {
    method: "POST",
    path: "oauth/token",
    body: (input: { email: string; password: string }) => ({ grant_type: "password", ...input }),
    read: readGrant,
    rejects: ({ status }) => status === 400 || status === 401,
  },
  refresh: {
    method: "POST",
    path: "oauth/token",
    body: ({ refresh }) => ({ grant_type: "refresh_token", refresh_token: refresh }),
    read: readGrant,
    rejects: ({ status, body }) =>
      status === 400 && (body as { error?: string }).error === "invalid_grant",
  },
  me: {
    method: "GET",
    path: "me",
    signed: true,
    read: (body): Member | undefined => {
      const { id, name } = body as Partial<Member>;
      return id && name ? { id, name } : undefined;
    },
    rejects: ({ status }) => status === 401,
  },
  logout: {
    method: "POST",
    path: "oauth/revoke",
    body: ({ refresh }) => ({ token: refresh }),
  },
  account: {
    rename: {
      method: "PATCH",
      path: "me",
      signed: true,
      body: (input: { name: string }) => input,
      read: (body: unknown): Member => body as Member,
      after: "user",
    },
  },
});
