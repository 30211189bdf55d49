// Keycloak's token endpoint, on another host than the API.
import { type Answer, defineBackend } from "@sojourn/core";

const realm = "https://sso.example.com/realms/shop/protocol/openid-connect";
const form = (fields: object) => new URLSearchParams({ client_id: "web", ...fields });

const readGrant = (body: unknown) => {
  const { access_token: access, refresh_token: refresh, ...told } = body as Record<string, unknown>;
  if (typeof access !== "string" || typeof refresh !== "string") return undefined;
  const renewableFor = Number(told.refresh_expires_in) * 1000; // offline tokens: 0, which means unknown
  return { access, refresh, expiresIn: Number(told.expires_in) * 1000, renewableFor };
};
const token = {
  method: "POST",
  path: `${realm}/token`,
  read: readGrant,
  rejects: ({ body }: Answer) => (body as { error?: string }).error === "invalid_grant",
} as const;

export const backend = defineBackend({
  name: "Keycloak",
  baseUrl: "https://shop.example.com/api/",
  login: {
    ...token,
    body: (input: { username: string; password: string }) =>
      form({ grant_type: "password", ...input }),
  },
  refresh: {
    ...token,
    body: ({ refresh }) => form({ grant_type: "refresh_token", refresh_token: refresh }),
  },
  logout: {
    method: "POST",
    path: `${realm}/logout`,
    body: ({ refresh }) => form({ refresh_token: refresh }),
    rejects: token.rejects,
  },
  user: ({ preferred_username: name }) => (typeof name === "string" ? { name } : undefined),
  fields: (body) => ({ "": [`${(body as { error_description?: string }).error_description}`] }),
});
